"""Whose shop an entry is, and whether it is there already: for programs."""

import uuid
from typing import Any

import marshmallow as ma
from flask import Response
from marshmallow import validate

from connect.accounts import signed_in_account
from connect.foundation.idempotency import once
from connect.foundation.rest import (
    IDEMPOTENT,
    PREFIX,
    Line,
    Lines,
    RestBlueprint,
    json_answer,
    page_of,
)
from connect.foundation.security import CODE_DIGITS
from connect.foundation.web import limiter
from connect.geo.schemas import LatLon
from connect.responders import ResponderAnswer, look_alikes, public_fields
from connect.suppliers import claims, entries
from connect.suppliers.answers import Suppliers
from connect.suppliers.claim_limits import send_code
from connect.suppliers.models import LONGEST_WORDS

blp = RestBlueprint("claims_api", __name__, url_prefix=PREFIX, description="Whose shop it is")
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}]


class AlikeQuery(ma.Schema):
    """A shop that somebody is about to list."""

    near = LatLon(required=True)
    name = Line(most=120, least=1, required=True, metadata={"example": "Nhà thuốc Long Châu"})


class ClaimWords(ma.Schema):
    """How a coordinator can see that a shop is theirs."""

    words = Lines(most=LONGEST_WORDS, least=1, required=True)


class ClaimCode(ma.Schema):
    """The six digits."""

    code = ma.fields.String(required=True, validate=validate.Regexp(rf"[0-9]{{{CODE_DIGITS}}}\Z"))


@blp.get("/suppliers/alike")
@limiter.limit("60/minute")
@blp.arguments(AlikeQuery, location="query")
@blp.response(200, Suppliers)
def alike(query: dict[str, Any]) -> Response:
    """Shops within 150 m with a like name, nearest first: is it one of these?

    Ask before you list a shop, and claim it instead where it is here already.
    """
    found = look_alikes(query["near"], query["name"])
    items = [public_fields(one.shop) | {"distance_m": round(one.distance_m, 1)} for one in found]
    return json_answer(page_of(items, None))


@blp.post("/suppliers/<uuid:shop_id>/claim/code")
@blp.doc(security=SIGNED_IN)
@blp.response(204)
def ask_code(shop_id: uuid.UUID) -> Response:
    """Have six digits sent to the listed phone of a shop that nobody looks after.

    At most three a day go out to a shop. 409 where no code can be sent: ask a coordinator.
    """
    send_code(signed_in_account(), shop_id)
    return Response(status=204)


@blp.post("/suppliers/<uuid:shop_id>/claim/verify")
@blp.doc(security=SIGNED_IN)
@limiter.limit("30/hour")
@blp.arguments(ClaimCode, example={"code": "204817"})
@blp.response(200, ResponderAnswer)
def verify(data: dict[str, Any], shop_id: uuid.UUID) -> Response:
    """Look after a shop, by the code. Not repeatable by `Idempotency-Key`: every try counts."""
    return json_answer(public_fields(claims.prove(signed_in_account(), shop_id, data["code"])))


@blp.post("/suppliers/<uuid:shop_id>/claim/ask")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@limiter.limit("20/hour")
@blp.arguments(ClaimWords, example={"words": "I am the owner. Call the shop and ask for Hoa."})
@blp.response(204)
def ask(data: dict[str, Any], shop_id: uuid.UUID) -> Response:
    """Tell the coordinators of the place that a shop is yours. The answer comes as a notice."""
    account = signed_in_account()

    def call() -> Response:
        entries.ask(account, shop_id, data["words"])
        return Response(status=204)

    return once(call)
