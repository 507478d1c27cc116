"""The two indexes of the responders, kept by the same transaction that changes a responder."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from connect.foundation.database import AnyRow, db
from connect.foundation.prepared import Among
from connect.responders.hours import hours_at, hours_within
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
from connect.responders.trust import is_vouched

__all__ = [
    "ANY_CATEGORY",
    "forget",
    "keep_offers",
    "keep_points",
    "keep_states",
    "load_of",
    "lock",
    "put_new",
    "rebuild",
    "remote_slots_of",
    "slot_of",
]

FOREVER = 2**62
MAX_LOADS = 256  # more than `MAX_CAPACITY`
# Between two of many transactions, so that others write: SQLite's waiting ones look each 0.1 s.
REST_S = 0.1


def slot_of(category_id: int, *, vouched: bool = False) -> int:
    """The compartment of a category's offers: of all, or of those alone who are vouched for."""
    return category_id + MAX_CATEGORIES * vouched


def remote_slots_of(*, vouched: bool) -> range:
    """Where the compartments of remote categories are, which have one for each load."""
    first = MAX_CATEGORIES * MAX_LOADS * vouched
    return range(first, first + MAX_CATEGORIES * MAX_LOADS)


def load_of(slot: int) -> int:
    """The load that the slot of a remote category stands for."""
    return slot // MAX_CATEGORIES % MAX_LOADS


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
    _keep_states(rows, now)
    if shops := [row.id for row in rows if row.kind == Kind.SUPPLIER]:
        turn_points(shops)
    db.session.execute(
        sa.delete(ResponderOffer).where(ResponderOffer.responder_id.in_(responder_ids))
    )
    _insert_offers(chosen)


def keep_states(responder_ids: Collection[uuid.UUID], now: datetime) -> None:
    """Brings what the rows of these say of their hours' state to `now`; no index follows."""
    _keep_states(lock(responder_ids), now)


def forget(responder_ids: Collection[uuid.UUID]) -> None:
    """Takes responders out of both indexes."""
    gone = ResponderOffer.responder_id.in_(responder_ids)
    db.session.execute(sa.delete(ResponderOffer).where(gone))
    forget_points(responder_ids)


def put_new(kinds: Mapping[uuid.UUID, str]) -> None:
    """Puts responders that are not there into both indexes; their rows hold their hours' state.

    `kinds` has the kind of each.
    """
    _insert_offers(Among(Responder.id, "responder_ids", kinds))
    if shops := [id_ for id_, kind in kinds.items() if kind == Kind.SUPPLIER]:
        put_points(Among(Responder.id, "responder_ids", shops))


def rebuild(now: datetime) -> None:
    """Both indexes anew, for all responders."""
    everyone = sa.true()
    _keep_states(_locked(everyone), now)
    db.session.execute(sa.delete(ResponderOffer))
    _insert_offers(everyone)
    rebuild_points()


def _locked(chosen: sa.ColumnElement[bool]) -> Sequence[AnyRow]:
    return db.session.execute(
        sa.select(Responder.id, Responder.kind, Responder.opening_hours, Responder.order_hours)
        .add_columns(Responder.hours_change_at)
        .where(chosen)
        .order_by(Responder.id)
        .with_for_update(key_share=True)
    ).all()


def _keep_states(rows: Sequence[AnyRow], now: datetime) -> None:
    timed = [row for row in rows if row.opening_hours or row.order_hours or row.hours_change_at]
    if not timed:
        return
    hours = ((row.id, hours_within(row.opening_hours, row.order_hours)) for row in timed)
    states = [(id_, hours_at(text, now)) for id_, text in hours]
    db.session.execute(
        sa.update(Responder),
        [
            {"id": id_, "hours_open": state.is_open, "hours_change_at": state.until}
            for id_, state in states
        ],
    )


def _insert_offers(chosen: sa.ColumnElement[bool]) -> None:
    columns = ["responder_id", "category_id", "slot", "vouched", "lat", "lon", "radius_m"]
    rows = sa.union_all(_rows(chosen), _rows(sa.and_(chosen, is_vouched()), vouched=True))
    db.session.execute(sa.insert(ResponderOffer).from_select([*columns, "valid_until"], rows))


def _rows(chosen: sa.ColumnElement[bool], *, vouched: bool = False) -> sa.Select[*tuple[Any, ...]]:
    """What the index holds of those who can be asked now; once more of who is vouched for."""
    in_slot = Category.id + slot_of(0, vouched=vouched)
    remote = Category.id + remote_slots_of(vouched=vouched).start + MAX_CATEGORIES * Responder.load
    seconds = sa.cast(sa.extract("epoch", Responder.hours_change_at), sa.BigInteger)
    return (
        sa.select(
            Responder.id,
            Category.id,
            sa.case((Category.remote, remote), else_=in_slot),
            sa.literal(vouched, sa.Boolean),
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
        )
    )
