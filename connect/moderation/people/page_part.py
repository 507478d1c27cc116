"""What stands of people on pages of other rooms."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from connect.accounts import signed_in_account
from connect.help_requests import Standing, view_of
from connect.moderation.people import queries
from connect.moderation.people.blocks import Blocked, blocks_on
from connect.moderation.people.meeting import went_last
from connect.moderation.people.models import Met, PersonDecision, Verdict
from connect.moderation.people.notices import has_end
from connect.moderation.people.words import TOLD, WHO


class WhomIMet(NamedTuple):
    """Whom one has met at a request, by the end of the address; and whom one blocked there."""

    met: Met
    met_id: uuid.UUID | None
    name: str
    blocked: Sequence[Blocked]
    who: dict[Met, Any]


class Decided(NamedTuple):
    """What was decided of one's account."""

    decision: PersonDecision
    told: Any
    until: datetime | None
    may_appeal: bool


def met_at(request_id: uuid.UUID) -> WhomIMet | None:
    """For whoever asked: who went last; for who is signed in: whoever asked. None for others."""
    view = view_of(request_id)
    if Standing.REQUESTER in view.standings:
        last = went_last(view.request)
        blocked = blocks_on(view)
        gone = last is None or last.id in {one.met_id for one in blocked}
        name = last.responder.name if last and not last.responder.forgotten else ""
        return WhomIMet(Met.HELPER, None if gone or last is None else last.id, name, blocked, WHO)
    if view.account is not None and view.request.can_be_asked:
        return WhomIMet(Met.REQUESTER, request_id, "", [], WHO)
    return None


def decided_of_me() -> list[Decided]:
    """What was decided of who is signed in, the newest first."""
    return [
        Decided(
            one,
            TOLD[Verdict(one.verdict)],
            one.until if has_end(one.until) and one.suspends else None,
            one.appealed_at is None and bool(one.words),
        )
        for one in queries.decided_of(signed_in_account().id)
    ]
