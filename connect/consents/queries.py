"""Named reads of the consents."""

import uuid

import sqlalchemy as sa

from connect.consents.models import Consent, Purpose
from connect.foundation.database import db


def holds(
    purpose: Purpose, *, account_id: uuid.UUID | None = None, request_id: uuid.UUID | None = None
) -> bool:
    """Whether the newest word to a purpose was yes: for a request, whoever spoke for it; else of
    an account, beside all requests.
    """
    if request_id is not None:
        about = Consent.request_id == request_id
    else:
        about = sa.and_(Consent.account_id == account_id, Consent.request_id.is_(None))
    said = db.session.scalar(
        sa.select(Consent.given)
        .where(about, Consent.purpose == purpose)
        .order_by(Consent.id.desc())
        .limit(1)
    )
    return bool(said)


def said_by(account_id: uuid.UUID) -> list[Consent]:
    """All that an account has said, newest first."""
    asked = sa.select(Consent).where(Consent.account_id == account_id)
    return list(db.session.scalars(asked.order_by(Consent.id.desc())))


def said_for(request_id: uuid.UUID) -> list[Consent]:
    """All that was said for one request, newest first."""
    asked = sa.select(Consent).where(Consent.request_id == request_id)
    return list(db.session.scalars(asked.order_by(Consent.id.desc())))
