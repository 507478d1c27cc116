"""Reads of what an account has registered itself, and of what it acts for."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from connect.foundation.database import UtcDateTime, db, table_of
from connect.foundation.prepared import Among, Prepared
from connect.geo import Point
from connect.responders.membership import acted_for
from connect.responders.models import Kind, Responder

_beside = sa.alias(table_of(Responder))
_PLACES_BESIDE = Prepared(
    sa.select(Responder.id, Responder.owner_id, Responder.lat, Responder.lon)
    .where(Responder.owner_id.in_(sa.select(_beside.c.owner_id).where(Among(_beside.c.id, "ids"))))
    .order_by(Responder.created_at, Responder.id)
)


def responders_of(account_id: uuid.UUID) -> list[Responder]:
    """What an account has registered, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Responder)
            .where(Responder.owner_id == account_id)
            .order_by(Responder.created_at, Responder.id)
        )
    )


def own_profiles(account_id: uuid.UUID) -> list[Responder]:
    """As whom an account goes for itself, oldest first: what it has registered, without groups."""
    return [one for one in responders_of(account_id) if one.kind != Kind.ORGANISATION]


def organisations_acted_for(account_id: uuid.UUID) -> list[Responder]:
    """The organisations that an account owns or is a member of, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Responder)
            .where(Responder.id.in_(acted_for(account_id)), Responder.kind == Kind.ORGANISATION)
            .order_by(Responder.created_at, Responder.id)
        )
    )


class OwnedPlace(NamedTuple):
    """Where a responder is, and whose it is."""

    id: uuid.UUID
    owner_id: uuid.UUID
    point: Point


def places_beside(responder_ids: Collection[uuid.UUID]) -> list[OwnedPlace]:
    """These responders and all others of the same owners, each owner's oldest first.

    Who has no owner is left out. Plain columns: it is read for each request that is posted.
    """
    rows = _PLACES_BESIDE.rows(db.session.connection(), {"ids": responder_ids})
    return [OwnedPlace(row.id, row.owner_id, Point(row.lat, row.lon)) for row in rows]


def page_acted_for(
    account_id: uuid.UUID, limit: int, after: tuple[datetime, uuid.UUID] | None
) -> list[Responder]:
    """At most `limit` of what an account acts for, oldest first, behind a row's moment."""
    asked = (
        sa.select(Responder)
        .where(Responder.id.in_(acted_for(account_id)))
        .order_by(Responder.created_at, Responder.id)
        .limit(limit)
    )
    if after is not None:
        place = sa.tuple_(Responder.created_at, Responder.id)
        asked = asked.where(
            place > sa.tuple_(sa.literal(after[0], UtcDateTime), sa.literal(after[1], sa.Uuid))
        )
    return list(db.session.scalars(asked))


def responders_to_change(account_id: uuid.UUID) -> list[Responder]:
    """All that an account has registered, as it is now, locked like one."""
    return list(
        db.session.scalars(
            sa.select(Responder)
            .where(Responder.owner_id == account_id)
            .order_by(Responder.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )
