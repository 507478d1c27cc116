"""Offers for programs: what matching has asked of one's responders, and the answers."""

import uuid

from flask import Response

from connect.accounts import signed_in_account
from connect.foundation.clock import utcnow
from connect.foundation.idempotency import once
from connect.foundation.rest import IDEMPOTENT, PREFIX, RestBlueprint, json_answer, page_of
from connect.help_requests import assignments, cases, presenting
from connect.help_requests.api import answers

blp = RestBlueprint("offers_api", __name__, url_prefix=PREFIX, description="Offers")
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}]


@blp.get("/offers")
@blp.doc(security=SIGNED_IN)
@blp.response(200, answers.OfferPage)
def offers() -> Response:
    """What matching has asked of one's responders."""
    items = [
        presenting.offer(offer, request)
        for offer, request in cases.offers_to(signed_in_account(), utcnow())
    ]
    return json_answer(page_of(items, None))


@blp.post("/offers/<uuid:offer_id>/accept")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(201, answers.ClaimedAnswer)
def accept(offer_id: uuid.UUID) -> Response:
    """Yes: a claim for the responder that was asked."""
    account = signed_in_account()
    return once(lambda: json_answer(presenting.claimed(assignments.accept(offer_id, account)), 201))


@blp.post("/offers/<uuid:offer_id>/decline")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(204)
def decline(offer_id: uuid.UUID) -> Response:
    """No: one is not asked for this request again."""
    account = signed_in_account()

    def call() -> Response:
        assignments.decline(offer_id, account)
        return Response(status=204)

    return once(call)
