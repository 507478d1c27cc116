"""Proving that the phone of a request is one's own, for programs."""

import uuid
from typing import Any

import marshmallow as ma
from flask import Response, request

from connect.foundation.errors import NotAllowed, NotSignedIn
from connect.foundation.networks import network_of
from connect.foundation.rest import PREFIX, Line, RestBlueprint, json_answer
from connect.foundation.web import limiter
from connect.help_requests import proving
from connect.help_requests.access import Action, allowed
from connect.help_requests.api import answers
from connect.help_requests.viewer import View, view_of

blp = RestBlueprint("proving_api", __name__, url_prefix=PREFIX, description="A proved phone")
THEIRS: list[dict[str, list[str]]] = [{"manage": []}, {"bearer": []}]


class ProofSchema(ma.Schema):
    """The six digits; whoever is signed in with the phone of the request needs none."""

    code = Line(most=12, load_default="")


@blp.post("/requests/<uuid:request_id>/phone-code")
@blp.doc(security=THEIRS)
@blp.response(204)
def ask_code(request_id: uuid.UUID) -> Response:
    """Have six digits sent to the phone of the request.

    They prove it: a `held` request is shown from then on, and any is verified.
    """
    proving.ask_code(request_id, _may(request_id).standings, network_of(request.remote_addr))
    return Response(status=204)


@blp.post("/requests/<uuid:request_id>/prove")
@limiter.limit("30/hour")
@blp.doc(security=THEIRS)
@blp.arguments(ProofSchema, required=False, example={"code": "204817"})
@blp.response(200, answers.CardAnswer)
def prove(data: dict[str, Any], request_id: uuid.UUID) -> Response:
    """Prove the phone by its code. Not repeatable by `Idempotency-Key`: every try counts."""
    view, code = _may(request_id), "".join(data.get("code", "").split())
    return json_answer(proving.prove(request_id, code, view.account, view.standings).card)


def _may(request_id: uuid.UUID) -> View:
    view = view_of(request_id)
    if not allowed(Action.PROVE, view.standings):
        raise NotAllowed if view.account else NotSignedIn
    return view
