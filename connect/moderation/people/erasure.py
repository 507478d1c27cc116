"""What this room holds of people: theirs to take away, and to have erased."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from connect.accounts import account_by_id
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.moderation.people import queries
from connect.moderation.people.blocks import own_blocks
from connect.moderation.people.models import PersonDecision, PersonReport

KEPT = timedelta(days=180)


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """What an account has reported of people, what was decided of it, whom it does not meet."""
    account = account_by_id(account_id)
    reported = db.session.scalars(sa.select(PersonReport).where(PersonReport.by_id == account_id))
    told = [
        {
            "reported": one.met,
            "reason": one.reason,
            "note": one.note,
            "at": one.created_at.isoformat(),
        }
        for one in reported
    ]
    decided = [
        {
            "decided": one.verdict,
            "why": one.words,
            "until": one.until.isoformat() if one.until else None,
            "at": one.at.isoformat(),
            "appeal": one.appeal,
        }
        for one in queries.decided_of(account_id)
    ]
    blocked = [
        {"blocked": one.met, "code": one.code, "at": one.since.isoformat()}
        for one in (own_blocks(account.phone) if account else ())
    ]
    return told + decided + blocked


def erase(account_id: uuid.UUID) -> None:
    """Forgets who reported, and what was seen and said of the account.

    A suspension stays with the phone until its end: else it would end by erasing oneself.
    """
    with transaction():
        # What they were shown is what they wrote, too.
        changed(
            sa.update(PersonReport)
            .where(PersonReport.by_id == account_id)
            .values(by_id=None, evidence={})
        )
        changed(
            sa.update(PersonReport)
            .where(PersonReport.account_id == account_id)
            .values(evidence={}, note="")
        )
        changed(
            sa.update(PersonDecision)
            .where(PersonDecision.account_id == account_id)
            .values(words="", appeal="")
        )


def forget_evidence(request_id: uuid.UUID) -> None:
    """Who asked is forgotten: so is what was seen and said at their request."""
    about = PersonReport.met_id == request_id
    changed(sa.update(PersonReport).where(about).values(evidence={}, note=""))


def forget_old(now: datetime) -> int:
    """Removes what was decided half a year ago and holds nobody back now; how many."""
    over = sa.or_(PersonDecision.until.is_(None), PersonDecision.until <= utcnow())
    with transaction():
        return changed(sa.delete(PersonDecision).where(PersonDecision.at <= now - KEPT, over))
