"""What an account has agreed to: to take away; and what of it time forgets."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from connect.accounts import Account
from connect.consents import queries
from connect.consents.models import Consent
from connect.consents.words import all_versions
from connect.foundation.database import changed, transaction

# As long as somebody may claim damages (Civil Code of Viet Nam, article 588), which is the time
# within which the triggers of the table let nothing go. A minute more, as they go by the clock of
# the database, and SQLite's by whole seconds: one that is refused would keep all of them.
KEPT = timedelta(days=3 * 365, minutes=1)
AT_ONCE = 1000


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """All that an account has agreed to or taken back, newest first, in the words of then."""
    return [as_held(one) for one in queries.said_by(account_id)]


def agreed_on(request_id: uuid.UUID) -> list[dict[str, Any]]:
    """All that was said for one request, newest first, for whoever asked."""
    return [as_held(one) for one in queries.said_for(request_id)]


def as_held(one: Consent) -> dict[str, Any]:
    """A consent for JSON."""
    return {
        "purpose": one.purpose,
        "request_id": str(one.request_id) if one.request_id else None,
        "given": one.given,
        "text_version": one.text_version,
        "text": all_versions().get(one.text_version),
        "language": one.language,
        "channel": one.channel,
        "by_somebody_else": one.recorded_by is not None,
        "at": one.at.isoformat(),
    }


def keep_as_proof(account_id: uuid.UUID) -> None:
    """Erasing an account leaves what it had agreed to: ids by which nobody is found any more."""


def forget_old_consents(now: datetime) -> int:
    """Removes what is three years old and holds no longer, at most a thousand; how many.

    It holds while its account is there and has said nothing newer to the same purpose. What was
    said for a request does not outlast the three years: the request was forgotten long before.
    """
    newer = aliased(Consent)
    taken_over = sa.exists().where(
        newer.account_id == Consent.account_id,
        newer.request_id.is_(None),
        newer.purpose == Consent.purpose,
        newer.id > Consent.id,
    )
    over = sa.or_(
        Consent.request_id.is_not(None),
        taken_over,
        ~sa.exists().where(Account.id == Consent.account_id),
    )
    old = sa.select(Consent.id).where(Consent.at <= now - KEPT, over).limit(AT_ONCE)
    with transaction():
        return changed(sa.delete(Consent).where(Consent.id.in_(old)))
