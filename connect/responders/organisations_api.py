"""Which organisation a shop stands under, for programs."""

import uuid
from typing import Any

from flask import Response

from connect.accounts import signed_in_account
from connect.foundation.idempotency import once
from connect.foundation.rest import IDEMPOTENT, PREFIX, RestBlueprint, json_answer
from connect.responders import answers, organisations
from connect.responders.api import SIGNED_IN
from connect.responders.presenting import own_fields
from connect.responders.schemas import OrganisationChoice

blp = RestBlueprint(
    "organisations_api",
    __name__,
    url_prefix=f"{PREFIX}/responders/<uuid:responder_id>/organisation",
    description="Shops under one organisation",
)
EXAMPLE = {"organisation": "6f1c2a54-2f0f-4f7e-9a55-2f3f0a0c8d11"}


@blp.put("")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(OrganisationChoice, example=EXAMPLE)
@blp.response(200, answers.OwnResponderAnswer)
def put_under(data: dict[str, Any], responder_id: uuid.UUID) -> Response:
    """Put your own shop under an organisation that you act for: its members may then change it.

    409 while it stands under another one.
    """
    account = signed_in_account()

    def call() -> Response:
        shop = organisations.put_under(account, responder_id, data["organisation"])
        return json_answer(own_fields(shop))

    return once(call)


@blp.delete("")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(204)
def take_out(responder_id: uuid.UUID) -> Response:
    """Take a shop out: your own, or one of your organisation. It stays its owner's."""
    account = signed_in_account()

    def call() -> Response:
        organisations.take_out(account, responder_id)
        return Response(status=204)

    return once(call)
