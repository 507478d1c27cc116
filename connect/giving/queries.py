"""Named reads of what is given."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from connect.accounts import Account
from connect.foundation.clock import utcnow
from connect.foundation.database import db, reading, table_of
from connect.foundation.security import keyed_hash
from connect.geo import Nearest, Point, Position, Question, in_areas
from connect.giving import models
from connect.giving.listing import ANY
from connect.giving.models import Gift, GiftPhoto, ListedGift, Reservation
from connect.giving.states import MOST_HELD, NO_SHOWS_COUNT, GiftState, Held
from connect.help_requests import HelpRequest

_listed = table_of(ListedGift)
_gift = table_of(Gift)
_NEAREST = Nearest(
    Question(
        layer=_listed,
        key=_listed.c.gift_id,
        columns=(_listed.c.gift_id, _gift.c.card),
        source=_listed.join(_gift, _gift.c.id == _listed.c.gift_id),
    )
)
# In these words, and without a type: else SQLite does not see that the partial indexes will do.
UNDER_WAY: sa.ColumnElement[bool] = sa.literal_column(f"reservation.{models.UNDER_WAY}")


class Listed(NamedTuple):
    """A public card, and the distance in metres from the asker to its public cell."""

    card: dict[str, Any]
    distance_m: float


def nearby(
    point: Point,
    *,
    limit: int,
    slot: int = ANY,
    within_m: float | None = None,
    after: Position | None = None,
) -> list[Listed]:
    """What is there by the distance of its public cell, nearest first, ties by id."""
    with reading() as connection:
        rows = _NEAREST.ask(connection, point, slot, limit=limit, within_m=within_m, after=after)
    return [Listed(row.card, row.distance_m) for row in rows]


def newest(
    *,
    limit: int,
    slot: int = ANY,
    before: tuple[datetime, uuid.UUID] | None = None,
) -> list[dict[str, Any]]:
    """The cards of what is there, newest first."""
    asked = (
        sa.select(_gift.c.card)
        .where(_gift.c.state == GiftState.OFFERED)
        .where(sa.exists().where(_listed.c.gift_id == _gift.c.id, _listed.c.slot == slot))
        .order_by(_gift.c.created_at.desc(), _gift.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        last = sa.tuple_(*map(sa.literal, before))
        asked = asked.where(sa.tuple_(_gift.c.created_at, _gift.c.id) < last)
    with reading() as connection:
        return list(connection.execute(asked).scalars())


def gift_by_id(gift_id: uuid.UUID) -> Gift | None:
    """The gift, or None."""
    return db.session.get(Gift, gift_id)


def gift_to_change(gift_id: uuid.UUID) -> Gift | None:
    """The gift as it is now, kept from everyone else until the transaction ends."""
    locked = sa.select(Gift).where(Gift.id == gift_id).with_for_update(of=Gift)
    return db.session.scalar(locked.execution_options(populate_existing=True))


def photo_by_id(photo_id: uuid.UUID) -> GiftPhoto | None:
    """A picture of a gift, whoever may see it. Of what has ended there is none."""
    return db.session.get(GiftPhoto, photo_id)


def waiting_photo(gift_id: uuid.UUID) -> GiftPhoto | None:
    """The picture of a gift that a coordinator has still to look at."""
    waits = sa.select(GiftPhoto).where(GiftPhoto.gift_id == gift_id, GiftPhoto.waiting)
    return db.session.scalar(waits)


def photos_to_look_at(account: Account, limit: int) -> list[tuple[Gift, GiftPhoto]]:
    """Pictures that wait in the areas of a coordinator, with their gifts, the oldest first."""
    rows = db.session.execute(
        sa.select(Gift, GiftPhoto)
        .join(GiftPhoto, GiftPhoto.gift_id == Gift.id)
        .where(*_to_look_at(account))
        .order_by(Gift.created_at, Gift.id)
        .limit(limit)
    )
    return [(gift, photo) for gift, photo in rows]


def count_photos_to_look_at(account: Account) -> int:
    """How many pictures wait in the areas of a coordinator."""
    counted = sa.select(sa.func.count()).select_from(Gift).join(GiftPhoto)
    return db.session.scalar(counted.where(*_to_look_at(account))) or 0


def _to_look_at(account: Account) -> tuple[sa.ColumnExpressionArgument[bool], ...]:
    here = in_areas(account.desk_areas, Gift.ward_code, Gift.province_code)
    return GiftPhoto.waiting, here


def photo_of(gift_id: uuid.UUID) -> bytes | None:
    """The picture of a gift, JPEG."""
    return db.session.scalar(sa.select(GiftPhoto.jpeg).where(GiftPhoto.gift_id == gift_id))


def gifts_by_ids(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Gift]:
    """These gifts, by id."""
    found = db.session.scalars(sa.select(Gift).where(Gift.id.in_(list(ids))))
    return {gift.id: gift for gift in found}


def ids_given_by(phones: Collection[str]) -> set[uuid.UUID]:
    """What those who have these phones give now."""
    asked = sa.select(Gift.id).join(Account, Account.id == Gift.giver_id)
    asked = asked.where(Account.phone.in_(phones), Gift.state == GiftState.OFFERED)
    return set(db.session.scalars(asked))


def gifts_of(account_id: uuid.UUID) -> list[Gift]:
    """What an account gives or has given, newest first."""
    asked = sa.select(Gift).where(Gift.giver_id == account_id)
    return list(db.session.scalars(asked.order_by(Gift.created_at.desc(), Gift.id)))


def count_offered(account_id: uuid.UUID) -> int:
    """How many gifts of an account are there."""
    counted = sa.select(sa.func.count()).select_from(Gift)
    counted = counted.where(Gift.giver_id == account_id, Gift.state == GiftState.OFFERED)
    return db.session.scalar(counted) or 0


def reservation_by_id(reservation_id: uuid.UUID, *, anew: bool = False) -> Reservation | None:
    """The reservation, or None; `anew` as the database holds it now."""
    return db.session.get(Reservation, reservation_id, populate_existing=anew)


def reservations_on(gift_id: uuid.UUID, *, active: bool = False) -> list[Reservation]:
    """What is or was kept of a gift, oldest first."""
    asked = sa.select(Reservation).where(Reservation.gift_id == gift_id)
    asked = asked.where(UNDER_WAY) if active else asked
    return list(db.session.scalars(asked.order_by(Reservation.created_at, Reservation.id)))


def reservations_on_for(
    gift_id: uuid.UUID, account_id: uuid.UUID | None, requests: sa.Select[uuid.UUID]
) -> list[Reservation]:
    """What is or was kept of a gift for an account or for one of some requests, oldest first."""
    theirs: sa.ColumnElement[bool] = Reservation.request_id.in_(requests)
    if account_id is not None:
        theirs = sa.or_(Reservation.taker_id == account_id, theirs)
    asked = sa.select(Reservation).where(Reservation.gift_id == gift_id, theirs)
    return list(db.session.scalars(asked.order_by(Reservation.created_at, Reservation.id)))


def reservations_of(account_id: uuid.UUID, limit: int | None = None) -> list[Reservation]:
    """What is or was kept for an account, newest first."""
    asked = sa.select(Reservation).where(Reservation.taker_id == account_id)
    newest_first = asked.order_by(Reservation.created_at.desc(), Reservation.id)
    return list(db.session.scalars(newest_first.limit(limit)))


def reservations_for(request_id: uuid.UUID, *, active: bool = False) -> list[Reservation]:
    """What is or was kept for who asked for help, newest first."""
    asked = sa.select(Reservation).where(Reservation.request_id == request_id)
    asked = asked.where(UNDER_WAY) if active else asked
    return list(db.session.scalars(asked.order_by(Reservation.created_at.desc(), Reservation.id)))


def held_between(one_phone: str, other_phone: str) -> list[Reservation]:
    """What is kept for one of two people of a gift of the other, by their phones; proven or not."""
    giver, taker = aliased(Account), aliased(Account)
    pair = (one_phone, other_phone)
    asked = (
        sa.select(Reservation)
        .join(Gift, Gift.id == Reservation.gift_id)
        .join(giver, giver.id == Gift.giver_id)
        .outerjoin(taker, taker.id == Reservation.taker_id)
        .outerjoin(HelpRequest, HelpRequest.id == Reservation.request_id)
        .where(UNDER_WAY, giver.phone.in_(pair))
        .where(sa.func.coalesce(taker.phone, HelpRequest.phone).in_(pair))
        .order_by(Reservation.gift_id, Reservation.id)
    )
    return list(db.session.scalars(asked))


def count_to_answer(account_id: uuid.UUID) -> int:
    """How many reservations wait for a yes of an account, as who gives or as who takes."""
    gives = sa.and_(Gift.giver_id == account_id, ~Reservation.giver_agreed)
    takes = sa.and_(Reservation.taker_id == account_id, ~Reservation.taker_agreed)
    counted = (
        sa.select(sa.func.count())
        .select_from(Reservation)
        .join(Gift, Gift.id == Reservation.gift_id)
        .where(UNDER_WAY, sa.or_(gives, takes))
    )
    return db.session.scalar(counted) or 0


def mark_of(phone: str | None, request_id: uuid.UUID | None) -> str:
    """What stands for who takes: their proven phone, else their request, by a keyed hash."""
    return keyed_hash("taker", phone) if phone else keyed_hash("taker-unproven", str(request_id))


def free_place(mark: str) -> int | None:
    """Which of the few that one may hold is free; None where all are in use."""
    used = set(
        db.session.scalars(
            sa.select(Reservation.nth).where(Reservation.taker_mark == mark, UNDER_WAY)
        )
    )
    return next((nth for nth in range(1, MOST_HELD + 1) if nth not in used), None)


def was_kept_for(gift_id: uuid.UUID, mark: str) -> bool:
    """Whether something of a gift is or was kept for a person."""
    asked = sa.select(Reservation.id).where(
        Reservation.gift_id == gift_id, Reservation.taker_mark == mark
    )
    return db.session.scalar(asked.limit(1)) is not None


def no_shows(mark: str) -> int:
    """How many givers have lately waited for a person in vain: of each, once counts."""
    counted = (
        sa.select(sa.func.count(Gift.giver_id.distinct()))
        .join(Reservation, Reservation.gift_id == Gift.id)
        .where(
            Reservation.taker_mark == mark,
            Reservation.state == Held.NO_SHOW,
            Reservation.ended_at > utcnow() - NO_SHOWS_COUNT,
        )
    )
    return db.session.scalar(counted) or 0
