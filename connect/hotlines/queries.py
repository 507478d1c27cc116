"""Named reads of the hotlines."""

import uuid
from collections.abc import Collection, Iterable

import sqlalchemy as sa

from connect.foundation.database import db
from connect.hotlines.models import Hotline


def hotlines_of(area_codes: Collection[str]) -> list[Hotline]:
    """Those in force in these areas and in the whole country, in no order."""
    here = sa.or_(Hotline.area_code.is_(None), Hotline.area_code.in_(area_codes))
    return list(db.session.scalars(sa.select(Hotline).where(Hotline.retired_at.is_(None), here)))


def hotlines_to_look_after(
    area_codes: Iterable[str] | None, *, limit: int, offset: int
) -> list[Hotline]:
    """Those of these areas, None for all: in force first, then what nobody has checked longest."""
    statement = sa.select(Hotline)
    if area_codes is not None:
        statement = statement.where(Hotline.area_code.in_(list(area_codes)))
    return list(
        db.session.scalars(
            statement.order_by(
                Hotline.retired_at.is_not(None),
                Hotline.verified_on.is_not(None),
                Hotline.verified_on,
                Hotline.id,
            )
            .limit(limit)
            .offset(offset)
        )
    )


def hotline_by_id(hotline_id: uuid.UUID) -> Hotline | None:
    """The hotline, in force or not, or None."""
    return db.session.get(Hotline, hotline_id)


def hotline_to_change(hotline_id: uuid.UUID) -> Hotline | None:
    """The hotline as it is now, kept from everyone else until the transaction ends."""
    return db.session.get(Hotline, hotline_id, with_for_update=True, populate_existing=True)
