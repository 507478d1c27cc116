"""The two indexes of the responders, kept by the same transaction that changes a responder."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from connect.foundation.database import AnyRow, db
from connect.foundation.prepared import Among
from connect.responders.hours import hours_at
from connect.responders.models import (
    MAX_CATEGORIES,
    Category,
    Kind,
    Responder,
    ResponderCategory,
    ResponderOffer,
)
from connect.responders.points import (
    ANY_CATEGORY,
    forget_points,
    keep_points,
    put_points,
    rebuild_points,
    turn_points,
)

__all__ = [
    "ANY_CATEGORY",
    "forget",
    "keep_offers",
    "keep_points",
    "load_of",
    "lock",
    "put_new",
    "rebuild",
    "slot_of",
]

FOREVER = 2**62


def slot_of(category_id: int, *, load: int = 0) -> int:
    """The compartment of an offer: its category; a remote category has one for each load."""
    return category_id + MAX_CATEGORIES * load


def load_of(slot: int) -> int:
    """The load that the slot of a remote category stands for."""
    return slot // MAX_CATEGORIES


def lock(responder_ids: Collection[uuid.UUID]) -> Sequence[AnyRow]:
    """Keeps others from changing these responders until the transaction ends; what their hours are.

    Whoever locks several does it here, in the order of their ids, so that no two wait for each
    other. Not so strict a lock that being asked, a row of another table, would have to wait.
    """
    return _locked(Responder.id.in_(responder_ids))


def keep_offers(responder_ids: Sequence[uuid.UUID], now: datetime) -> None:
    """Brings the offers of these responders to what their rows say at `now`."""
    chosen = Responder.id.in_(responder_ids)
    db.session.flush()
    rows = lock(responder_ids)
    _keep_hours(rows, now)
    if shops := [row.id for row in rows if row.kind == Kind.SUPPLIER]:
        turn_points(shops)
    db.session.execute(
        sa.delete(ResponderOffer).where(ResponderOffer.responder_id.in_(responder_ids))
    )
    _insert_offers(chosen)


def forget(responder_ids: Collection[uuid.UUID]) -> None:
    """Takes responders out of both indexes."""
    gone = ResponderOffer.responder_id.in_(responder_ids)
    db.session.execute(sa.delete(ResponderOffer).where(gone))
    forget_points(responder_ids)


def put_new(responder_ids: Collection[uuid.UUID]) -> None:
    """Puts responders that are not there into both indexes; their rows hold their hours' state."""
    chosen = Among(Responder.id, "responder_ids", responder_ids)
    _insert_offers(chosen)
    put_points(chosen)


def rebuild(now: datetime) -> None:
    """Both indexes anew, for all responders."""
    everyone = sa.true()
    _keep_hours(_locked(everyone), now)
    db.session.execute(sa.delete(ResponderOffer))
    _insert_offers(everyone)
    rebuild_points()


def _locked(chosen: sa.ColumnElement[bool]) -> Sequence[AnyRow]:
    return db.session.execute(
        sa.select(Responder.id, Responder.kind, Responder.opening_hours, Responder.hours_change_at)
        .where(chosen)
        .order_by(Responder.id)
        .with_for_update(key_share=True)
    ).all()


def _keep_hours(rows: Sequence[AnyRow], now: datetime) -> None:
    timed = [row for row in rows if row.opening_hours or row.hours_change_at]
    if not timed:
        return
    states = [(row.id, hours_at(row.opening_hours, now)) for row in timed]
    db.session.execute(
        sa.update(Responder),
        [
            {"id": id_, "hours_open": state.is_open, "hours_change_at": state.until}
            for id_, state in states
        ],
    )


def _insert_offers(chosen: sa.ColumnElement[bool]) -> None:
    slot = sa.case(
        (Category.remote, Category.id + MAX_CATEGORIES * Responder.load), else_=Category.id
    )
    seconds = sa.cast(sa.extract("epoch", Responder.hours_change_at), sa.BigInteger)
    db.session.execute(
        sa.insert(ResponderOffer).from_select(
            ["responder_id", "category_id", "slot", "lat", "lon", "radius_m", "valid_until"],
            sa.select(
                Responder.id,
                Category.id,
                slot,
                Responder.lat,
                Responder.lon,
                Responder.radius_m,
                sa.func.coalesce(seconds, FOREVER),
            )
            .join(ResponderCategory, ResponderCategory.responder_id == Responder.id)
            .join(Category, Category.id == ResponderCategory.category_id)
            .where(
                chosen,
                Category.active,
                Responder.available,
                Responder.hours_open,
                Responder.load < Responder.capacity,
            ),
        )
    )
