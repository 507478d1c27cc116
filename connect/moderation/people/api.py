"""Reporting and blocking people, for programs: whom one has met, by where one met them."""

import uuid
from typing import Any

from flask import Response

from connect.accounts import signed_in_account
from connect.foundation.errors import NotFound
from connect.foundation.idempotency import once
from connect.foundation.rest import IDEMPOTENT, PREFIX, RestBlueprint, json_answer, page_of
from connect.moderation import limits
from connect.moderation.models import Reason
from connect.moderation.people import blocks, schemas, service
from connect.moderation.people.meeting import meeting
from connect.moderation.people.models import Met
from connect.moderation.schemas import ReportSchema

blp = RestBlueprint(
    "people_api", __name__, url_prefix=PREFIX, description="Reporting and blocking people"
)
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}]
EITHER: list[dict[str, list[str]]] = [{"bearer": []}, {"manage": []}]
EXAMPLE = {"reason": "unkind", "note": "Gọi điện ban đêm."}


@blp.post("/people/<string:met>/<uuid:met_id>/block")
@limits.blocking
@blp.doc(security=EITHER, parameters=[IDEMPOTENT])
@blp.response(204)
def block(met: str, met_id: uuid.UUID) -> Response:
    """Never meet somebody again, in no list, offer or notice; what is under way between you ends.

    `met` says what they are to you, and the id where you met: `helper` (your request, or the
    assignment), `requester` (their request), `giver` (the gift), `taker` (the reservation), `shop`
    (whose shop or group it is), `member` (the membership), `looked` (the account that was shown
    your number). They are told nothing. Again changes nothing.
    """
    way = met_of(met)

    def call() -> Response:
        if not blocks.is_blocked(way, met_id):
            blocks.block(meeting(way, met_id))
        return Response(status=204)

    return once(call)


@blp.post("/people/<string:met>/<uuid:met_id>/report")
@limits.reporting
@blp.doc(security=EITHER, parameters=[IDEMPOTENT])
@blp.arguments(ReportSchema, example=EXAMPLE)
@blp.response(200, schemas.PersonReportAnswer)
def report(data: dict[str, Any], met: str, met_id: uuid.UUID) -> Response:
    """Report somebody whom you have met (`met` and the id as for blocking them).

    Coordinators of the area read it, and what you were shown of them: at a request also the last
    ten messages between you. Of coordinators, admins alone read it.
    """
    way = met_of(met)

    def call() -> Response:
        service.report(meeting(way, met_id), Reason(data["reason"]), data["note"])
        return json_answer({"met": way, "reason": data["reason"]})

    return once(call)


@blp.get("/me/blocks")
@blp.doc(security=SIGNED_IN)
@blp.response(200, schemas.BlockedPage)
def own_blocks() -> Response:
    """Whom you do not want to meet, the newest first: by where you met, never by a number."""
    found = blocks.own_blocks(signed_in_account().phone)
    told = [
        {
            "id": str(one.id),
            "met": one.met,
            "since": one.since.isoformat(),
            "code": one.code,
            "name": one.name,
        }
        for one in found
    ]
    return json_answer(page_of(told, None))


@blp.delete("/me/blocks/<uuid:act_id>")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(204)
def unblock(act_id: uuid.UUID) -> Response:
    """Take a block back."""
    account = signed_in_account()

    def call() -> Response:
        blocks.undo(act_id, account.phone)
        return Response(status=204)

    return once(call)


def met_of(met: str) -> Met:
    """What the address says somebody is. Raises `NotFound`."""
    try:
        return Met(met)
    except ValueError:
        raise NotFound from None
