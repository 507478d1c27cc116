"""Use cases of reports of people: report, decide, disagree, answer, lift."""

import uuid
from datetime import UTC, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from connect.accounts import (
    Account,
    account_by_id,
    account_by_phone,
    suspend,
    suspended_phones,
)
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import NotFound, WrongState
from connect.help_requests import (
    HelpRequest,
    mark_of_phone,
    request_by_id,
    watch,
    watch_until,
    without_phones,
)
from connect.moderation.judging import check_is_another, check_words, dispute
from connect.moderation.models import Reason
from connect.moderation.people import notices, queries
from connect.moderation.people.models import PersonDecision, PersonReport, Verdict
from connect.moderation.people.persons import Meeting
from connect.moderation.people.queries import Reported

UNTIL_LIFTED = datetime(9999, 1, 1, tzinfo=UTC)


def report(found: Meeting, reason: Reason, note: str) -> None:
    """Keeps what one says of another, with what they were shown of them.

    Who says something again says it instead of what they said before.
    """
    try:
        _report(found, reason, note)
    except IntegrityError:  # the same button twice at one moment
        _report(found, reason, note)


def _report(found: Meeting, reason: Reason, note: str) -> None:
    own, other = found.own.account, found.other.account
    said = {
        "account_id": other.id if other else None,
        "by_id": own.id if own else None,
        "met": found.met,
        "met_id": found.request.id if found.request else found.met_id,
        "reason": reason,
        "note": without_phones(note),
        "evidence": found.evidence,
        "ward_code": found.ward_code,
        "province_code": found.province_code,
        "staff": found.other.is_staff,
        "created_at": utcnow(),
        "decision_id": None,
    }
    with transaction():
        kept = queries.reports_by(found.other.mark, found.reporter)
        if kept is None:
            told = {"person": found.other.mark, "reporter": found.reporter}
            db.session.add(PersonReport(**told, **said))
        else:
            for name, value in said.items():
                setattr(kept, name, value)
        db.session.flush()
        audit.record(audit.actor_of(own), "reported_person", found.met_id, reason=reason)


def decide(
    coordinator: Account,
    report_id: uuid.UUID,
    verdict: Verdict,
    words: str,
    days: int | None = None,
) -> PersonDecision:
    """Decides on all that is reported of a person. They are told why; who reported, that it was.

    Suspended for `days`, or until somebody lifts it; who has no account asks for help and does
    nothing else, and that is held back as long. Raises `NotFound` where nothing waits for the word
    of this coordinator, `Invalid` without a word why, `WrongState` where nothing is there to
    suspend: neither an account, nor a number.
    """
    if verdict != Verdict.STAYS:
        check_words(words, _("Say why: they read it."))
    with transaction():
        reported = queries.reported(report_id, coordinator, to_decide=True)
        if reported is None:
            raise NotFound
        first = reported.reports[0]
        account = account_by_id(reported.account_id) if reported.account_id else None
        phone = _number_of(reported)
        if verdict == Verdict.SUSPENDED and account is None and phone is None:
            raise WrongState(_("Their number is not known any more: they can only be warned."))
        decision = PersonDecision(
            person=first.person,
            account_id=account.id if account else None,
            verdict=verdict,
            words=words,
            until=_end_of(verdict, days),
            by_id=coordinator.id,
            ward_code=first.ward_code,
            province_code=first.province_code,
            staff=any(one.staff for one in reported.reports),
        )
        db.session.add(decision)
        db.session.flush()
        for one in reported.reports:
            one.decision_id = decision.id
        audit.record(str(coordinator.id), "person_judged", decision.id, verdict=verdict)
        _carry_out(decision, account, reported)
        notices.answered(reported.reports)
    return decision


def _asked(reported: Reported) -> HelpRequest | None:
    """The request at which they were met as who asked for help."""
    # At another's request they were met otherwise: its requester is who was wronged.
    return request_by_id(reported.asked_at) if reported.asked_at else None


def _number_of(reported: Reported) -> str | None:
    """By which they asked for help, if it is known that it is theirs."""
    asked = _asked(reported)
    phone = asked.phone if asked else None
    return phone if phone and mark_of_phone(phone) == reported.reports[0].person else None


def _carry_out(decision: PersonDecision, account: Account | None, reported: Reported) -> None:
    if account is not None:
        if decision.until is not None:
            _keep_suspended(decision.person, account.phone)
        if decision.verdict != Verdict.STAYS:
            notices.decided(account, decision)
    elif (asked := _asked(reported)) is None or decision.verdict == Verdict.STAYS:
        return
    elif decision.verdict == Verdict.WARNED:
        notices.warned(asked, decision.words)
    elif (phone := _number_of(reported)) is not None:
        watch(phone, _end_of_all(decision.person))
        notices.held_back(asked, decision.words)


def _end_of(verdict: Verdict, days: int | None) -> datetime | None:
    if verdict != Verdict.SUSPENDED:
        return None
    return UNTIL_LIFTED if days is None else utcnow() + timedelta(days=days)


def own_decision(account: Account, decision_id: uuid.UUID) -> PersonDecision:
    """A decision on an account, that it may still dispute. Raises `NotFound`."""
    decision = db.session.get(PersonDecision, decision_id, populate_existing=True)
    told = decision is not None and decision.verdict != Verdict.STAYS
    if decision is None or not told or decision.account_id != account.id or decision.appealed_at:
        raise NotFound
    return decision


def appeal(account: Account, decision_id: uuid.UUID, words: str) -> None:
    """Whom it is about disagrees, once. Raises `NotFound` and `Invalid`."""
    check_words(words, _("Say why you disagree."))
    with transaction():
        decision = own_decision(account, decision_id)
        dispute(decision, words)
        audit.record(str(account.id), "appealed", decision.id)


def disputed(coordinator: Account, decision_id: uuid.UUID) -> PersonDecision:
    """A decision that waits for an answer of this coordinator.

    Raises `NotFound`, and `NotAllowed` for whoever decided: somebody else looks at it again. An
    admin may always.
    """
    decision = queries.decision_for(decision_id, coordinator)
    if decision is None or not decision.waits:
        raise NotFound
    check_is_another(decision, coordinator)
    return decision


def answer(coordinator: Account, decision_id: uuid.UUID, *, takes_back: bool, words: str) -> None:
    """Takes a decision back, or leaves it. Whom it is about is told why.

    Raises `Invalid` without a word why, and what `disputed` raises.
    """
    check_words(words, _("Say why: they read it."))
    with transaction():
        db.session.get(PersonDecision, decision_id, with_for_update=True)  # one answer
        decision = disputed(coordinator, decision_id)
        decision.answered_at = utcnow()
        outcome = "taken_back" if takes_back else "upheld"
        audit.record(str(coordinator.id), "appeal_answered", decision.id, outcome=outcome)
        if takes_back and decision.suspends:
            _lift(decision, words)
        elif (account := _account_of(decision)) is None:
            return
        elif takes_back:
            notices.taken_back(account, words)
        else:
            notices.upheld(account, words)


def lift(coordinator: Account, decision_id: uuid.UUID) -> None:
    """Ends a suspension before its time, also of an account made anew. Raises `NotFound`."""
    with transaction():
        decision = queries.decision_for(decision_id, coordinator)
        if decision is None or not decision.suspends:
            raise NotFound
        _lift(decision, "")
        audit.record(str(coordinator.id), "suspension_lifted", decision.id)


def _account_of(decision: PersonDecision) -> Account | None:
    return account_by_id(decision.account_id) if decision.account_id else None


def _lift(decision: PersonDecision, words: str) -> None:
    """By their phone: the account may be one that they have made anew, or none.

    What was held back meanwhile stays so until its number is proved, as anything that is held.
    """
    phone = next((one for one in suspended_phones() if mark_of_phone(one) == decision.person), None)
    decision.until = utcnow()
    end = _end_of_all(decision.person)
    # They may have been watched before they had an account: with the last decision that ends, too.
    if phone is None or end <= utcnow():
        watch_until(decision.person, end)
    if phone is None:
        return
    _keep_suspended(decision.person, phone)
    account = account_by_phone(phone)
    if account is not None:
        notices.lifted(account, words)


def _keep_suspended(person: str, phone: str) -> None:
    """As long as the longest of what was decided of them says."""
    suspend(phone, _end_of_all(person))


def _end_of_all(person: str) -> datetime:
    db.session.flush()
    return max(queries.ends_of(person), default=utcnow())
