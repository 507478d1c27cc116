"""Responders for programs: register, change, pause."""

import uuid
from typing import Any

from flask import Response, current_app

from connect.accounts import current_account, signed_in_account
from connect.foundation.errors import NotFound
from connect.foundation.i18n import language
from connect.foundation.idempotency import once, once_after
from connect.foundation.rest import (
    IDEMPOTENT,
    PREFIX,
    Page,
    RestBlueprint,
    json_answer,
    moment_of,
    page_of,
)
from connect.geo import locate
from connect.responders import answers, owned, queries, service
from connect.responders.membership import tells_stock
from connect.responders.presenting import acted_for_fields, own_fields, public_fields
from connect.responders.schemas import (
    CategorySchema,
    NewResponder,
    ResponderChanges,
)
from connect.responders.service import ResponderDetails
from connect.responders.stock import good_details

blp = RestBlueprint("responders_api", __name__, url_prefix=PREFIX, description="Who can help")
EXAMPLE = {
    "kind": "volunteer",
    "name": "Hương",
    "location": {"lat": 10.78, "lon": 106.7},
    "categories": ["food", "medicine"],
    "radius_m": 5000,
    "capacity": 3,
    "opening_hours": "Mo-Fr 17:00-21:00",
}
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}]


@blp.get("/categories")
@blp.response(200, CategorySchema(many=True))
def categories() -> list[dict[str, Any]]:
    """The kinds of help."""
    return [
        {"code": c.code, "name": c.name(language()), "remote": c.remote}
        for c in queries.categories()
    ]


@blp.post("/responders")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(NewResponder, example=EXAMPLE)
@blp.response(201, answers.OwnResponderAnswer)
def register(data: dict[str, Any]) -> Response:
    """Register a volunteer, an organisation or a supplier; or a supplier of an organisation."""
    account = signed_in_account()

    def call(details: dict[str, Any]) -> Response:
        organisation = details.pop("organisation", None)
        responder = service.register(account, ResponderDetails(**details), organisation)
        return json_answer(own_fields(responder), 201)

    return once_after(lambda: _details(data), call)


@blp.get("/responders/mine")
@blp.doc(security=SIGNED_IN)
@blp.arguments(Page, location="query")
@blp.response(200, answers.OwnResponders)
def mine(query: dict[str, Any]) -> Response:
    """What one has registered or is a member of, oldest first."""
    account, limit = signed_in_account(), query["limit"]
    own = owned.page_acted_for(account.id, limit, moment_of(query["cursor"]))
    more = [own[-1].created_at.isoformat(), str(own[-1].id)] if len(own) == limit else None
    return json_answer(page_of([acted_for_fields(one, account) for one in own], more))


@blp.get("/responders/<uuid:responder_id>")
@blp.response(200, answers.SeenResponderAnswer)
def responder(responder_id: uuid.UUID) -> Response:
    """A responder: its public fields, all of them for who acts for it.

    301 to the one that stays, where it was merged with another entry of the same shop.
    """
    stays = queries.stays_of(responder_id)
    if stays is not None:
        return Response(status=301, headers={"Location": f"{PREFIX}/responders/{stays}"})
    found = queries.responder_by_id(responder_id)
    if found is None or not queries.without_apart([found], lambda one: one.id):
        raise NotFound
    account = current_account()
    own = account is not None and tells_stock(found, account.id)
    return json_answer(own_fields(found) if own else public_fields(found))


@blp.patch("/responders/<uuid:responder_id>")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(ResponderChanges, example={"available": False})
@blp.response(200, answers.OwnResponderAnswer)
def change(data: dict[str, Any], responder_id: uuid.UUID) -> Response:
    """Change some fields; `{available: false}` pauses."""
    account = signed_in_account()

    def call(details: dict[str, Any]) -> Response:
        return json_answer(own_fields(service.change(account, responder_id, details)))

    return once_after(lambda: _details(data), call)


@blp.delete("/responders/<uuid:responder_id>")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(204)
def remove(responder_id: uuid.UUID) -> Response:
    """Take a responder out for good."""
    account = signed_in_account()

    def call() -> Response:
        service.remove(account, responder_id)
        return Response(status=204)

    return once(call)


def _details(data: dict[str, Any]) -> dict[str, Any]:
    details = dict(data)
    if "location" in details:
        where = locate(current_app.config["CONNECT"], **details.pop("location"))
        details |= {"point": where.point, "address": where.address}
    if "goods" in details:
        details["goods"] = [good_details(good) for good in details["goods"]]
    return details
