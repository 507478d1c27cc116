"""How far somebody is trusted: computed from who vouches for them, never stored.

A volunteer is vouched for as the person whose it is; an organisation or a shop by itself, and then
whoever acts for it is, too. No papers are asked for: somebody who knows them says so.
"""

import uuid
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from connect.accounts import Account
from connect.foundation.database import db
from connect.responders.membership import acted_for
from connect.responders.models import Kind, Responder
from connect.responders.vouch_models import Vouch


class Tier(StrEnum):
    """How far an account is trusted. Who has not proved a phone has none, and takes nothing."""

    NEW = "new"
    VERIFIED = "verified"
    VOUCHED = "vouched"


def is_vouched() -> sa.ColumnElement[bool]:
    """Whether a `Responder` is vouched for, as a condition of a statement that reads it."""
    volunteer = Responder.kind == Kind.VOLUNTEER
    person = sa.exists().where(Vouch.account_id == Responder.owner_id)
    itself = sa.exists().where(Vouch.responder_id == Responder.id)
    return sa.or_(sa.and_(volunteer, person), sa.and_(~volunteer, itself))


def vouched_among(responder_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these responders are vouched for."""
    if not responder_ids:
        return set()
    asked = sa.select(Responder.id).where(Responder.id.in_(responder_ids), is_vouched())
    return set(db.session.scalars(asked))


def tier_of(account: Account | None) -> Tier:
    """How far an account is trusted; whoever has a desk is vouched for."""
    if account is None:
        return Tier.NEW
    if account.has_desk or vouched_since(account.id) is not None:
        return Tier.VOUCHED
    return Tier.VERIFIED


def vouched_since(account_id: uuid.UUID) -> datetime | None:
    """When somebody last vouched for an account or what it acts for; None where nobody does."""
    said = sa.union_all(
        sa.select(Vouch.at).where(Vouch.account_id == account_id),
        sa.select(Vouch.at).where(Vouch.responder_id.in_(acted_for(account_id))),
    ).subquery()
    return db.session.scalar(sa.select(said.c.at).order_by(said.c.at.desc()).limit(1))
