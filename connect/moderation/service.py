"""Use cases of moderation: reporting, deciding, disagreeing, answering."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import NotAllowed, NotFound, WrongState
from connect.help_requests import (
    ENDED,
    Assignment,
    CloseReason,
    HelpRequest,
    Standing,
    Status,
    View,
    close_request,
    helper_of,
    reopen_request,
    request_to_change,
    without_phones,
)
from connect.moderation import notices, queries
from connect.moderation.judging import check_is_another, check_words, dispute
from connect.moderation.models import Flag, Judgement, Reason, Verdict

KEPT = timedelta(days=180)
_AS_COORDINATOR = frozenset((Standing.COORDINATOR,))
_SEES_MORE = frozenset((Standing.REQUESTER, Standing.CLAIMANT, Standing.COORDINATOR))


def report(view: View, reason: Reason, note: str, reporter: str) -> None:
    """Keeps what `reporter` (64 hex digits) says of a request, with what they see of it now.

    Who says something again says it instead of what they said before. Raises `NotFound`.
    """
    with transaction():
        # The same button twice waits here, and who asked is not erased while we look.
        request = request_to_change(view.request.id)
        if request is None:
            raise NotFound
        said = {
            "account_id": view.account.id if view.account else None,
            "side": _side(view),
            "reason": reason,
            "note": without_phones(note),
            "evidence": _evidence(view),
            "ward_code": request.ward_code,
            "province_code": request.province_code,
            "created_at": utcnow(),
            "judgement_id": None,
        }
        flag = db.session.scalar(
            sa.select(Flag).where(Flag.request_id == request.id, Flag.reporter == reporter)
        )
        if flag is None:
            db.session.add(Flag(request_id=request.id, reporter=reporter, **said))
        else:
            for name, value in said.items():
                setattr(flag, name, value)
        actor = str(view.account.id) if view.account else str(said["side"])
        audit.record(actor, "reported", request.id, reason=reason)


def decide(coordinator: Account, request_id: uuid.UUID, verdict: Verdict, words: str) -> Judgement:
    """Decides on all that is reported of a request. Who asked and who reported are told.

    Raises `NotFound` where nothing waits in the coordinator's areas, `Invalid` where it is closed
    without a word why, `WrongState` where it has ended already.
    """
    with transaction():
        request = request_to_change(request_id)
        flags = queries.flags_on(request_id, coordinator.desk_areas)
        if request is None or not flags:
            raise NotFound
        if verdict == Verdict.CLOSED:
            check_words(words, _("Say why: who asked reads it."))
            if request.status in ENDED:
                raise WrongState
            close_request(request_id, CloseReason.REJECTED, coordinator, _AS_COORDINATOR)
        judgement = Judgement(
            request_id=request_id, verdict=verdict, words=words, by_id=coordinator.id
        )
        db.session.add(judgement)
        db.session.flush()
        for flag in flags:
            flag.judgement_id = judgement.id
        audit.record(str(coordinator.id), "judged", request_id, verdict=verdict)
        if verdict == Verdict.CLOSED:
            notices.closed(request, words)
        notices.answered(request, flags, verdict)
    return judgement


def appeal(view: View, words: str) -> None:
    """Who asked disagrees, once. Raises `NotAllowed`, `Invalid` and `WrongState`."""
    if Standing.REQUESTER not in view.standings:
        raise NotAllowed
    check_words(words, _("Say why you disagree."))
    with transaction():
        request = request_to_change(view.request.id)
        closing = queries.closing_of(view.request.id)
        if request is None or closing is None or not may_appeal(request, closing):
            raise WrongState
        dispute(closing, words)
        audit.record("requester", "appealed", request.id)


def may_appeal(request: HelpRequest, closing: Judgement) -> bool:
    """Whether a decision can be disputed: it still holds, and nobody has disputed it."""
    known = request.erased_at is None and request.forgotten_at is None
    return holds(request, closing) and known and closing.appealed_at is None


def holds(request: HelpRequest, closing: Judgement) -> bool:
    """Whether it is this decision by which a request is closed, and nothing that came after it."""
    rejected = request.status == Status.CLOSED and request.close_reason == CloseReason.REJECTED
    return rejected and closing.at >= request.status_at


def disputed(coordinator: Account, judgement_id: uuid.UUID) -> Judgement:
    """A decision that waits for an answer of this coordinator, as long as it holds.

    Raises `NotFound`, and `NotAllowed` for whoever decided: somebody else looks at it again. An
    admin may always.
    """
    judgement = db.session.get(Judgement, judgement_id, populate_existing=True)
    if judgement is None or not judgement.waits:
        raise NotFound
    request = judgement.request
    if not holds(request, judgement):  # opened again since: nobody disagrees any more
        raise NotFound
    if not coordinator.serves(request.ward_code, request.province_code):
        raise NotFound
    check_is_another(judgement, coordinator)
    return judgement


def answer(coordinator: Account, judgement_id: uuid.UUID, *, reopens: bool, words: str) -> None:
    """Opens a request again, or leaves it closed. Who asked is told why.

    Raises `Invalid` without a word why, and what `disputed` raises.
    """
    check_words(words, _("Say why: who asked reads it."))
    with transaction():
        request = request_to_change(disputed(coordinator, judgement_id).request_id)
        judgement = disputed(coordinator, judgement_id)  # behind the lock, as it is now
        if request is None:
            raise NotFound
        judgement.answered_at = utcnow()
        outcome = "reopened" if reopens else "upheld"
        audit.record(str(coordinator.id), "appeal_answered", request.id, outcome=outcome)
        if reopens:
            reopen_request(request.id, coordinator, _AS_COORDINATOR)
        notices.appeal_answered(request, words, reopened=reopens)


def forget_evidence(request_id: uuid.UUID) -> None:
    """Who asked is forgotten: so is what was seen and said of them. Inside a transaction."""
    changed(sa.update(Flag).where(Flag.request_id == request_id).values(evidence={}, note=""))
    changed(
        sa.update(Judgement).where(Judgement.request_id == request_id).values(appeal="", words="")
    )


def forget_old(now: datetime) -> int:
    """Removes what was decided half a year ago; how many."""
    with transaction():
        return changed(sa.delete(Judgement).where(Judgement.at <= now - KEPT))


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """What an account has reported, ready for JSON."""
    flags = db.session.scalars(sa.select(Flag).where(Flag.account_id == account_id))
    return [
        {
            "request_id": str(flag.request_id),
            "reason": flag.reason,
            "note": flag.note,
            "created_at": flag.created_at.isoformat(),
        }
        for flag in flags
    ]


def erase(account_id: uuid.UUID) -> None:
    """Forgets who reported, and by which name they were seen to go for something.

    What was reported goes on to be looked at.
    """
    went_for = sa.select(Assignment.request_id).where(Assignment.account_id == account_id)
    with transaction():
        seen = sa.select(Flag).where(Flag.request_id.in_(went_for)).order_by(Flag.id)
        for flag in db.session.scalars(seen.with_for_update(of=Flag)):
            flag.evidence = {name: told for name, told in flag.evidence.items() if name != "helper"}
        changed(sa.update(Flag).where(Flag.account_id == account_id).values(account_id=None))


def _side(view: View) -> str:
    for standing in (Standing.REQUESTER, Standing.CLAIMANT):
        if standing in view.standings:
            return standing.value
    return Standing.STRANGER.value


def _evidence(view: View) -> dict[str, Any]:
    """What this viewer sees of the request: never a number, never a door."""
    seen: dict[str, Any] = {"card": view.request.card}
    if view.standings & _SEES_MORE:
        helper = helper_of(view.request)
        seen["description"] = view.request.description
        seen["helper"] = helper.responder.name if helper else ""
    return seen
