"""Named reads of the entries that wait for a coordinator."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from connect.foundation.database import db
from connect.responders import Responder
from connect.suppliers.claims import IS_SHOP
from connect.suppliers.models import ClaimState, EntryClaim, EntryMerge, LookAlike

Codes = type[EntryClaim] | type[LookAlike] | type[EntryMerge]
# Of shops that are still here: one that has gone is nobody's any more, and a volunteer no shop.
_WAITS = sa.and_(EntryClaim.state == ClaimState.WAITING, EntryClaim.responder.has(IS_SHOP))
_ASKED = sa.and_(
    LookAlike.told_apart_at.is_(None), LookAlike.first.has(IS_SHOP), LookAlike.second.has(IS_SHOP)
)


def claims_in(area: str | None, limit: int) -> Sequence[EntryClaim]:
    """What people say to be their shop in an area, None for all, and is not decided; by age."""
    return db.session.scalars(
        sa.select(EntryClaim)
        .where(_WAITS, _lies_in(EntryClaim, area))
        .options(joinedload(EntryClaim.responder), joinedload(EntryClaim.account))
        .order_by(EntryClaim.created_at, EntryClaim.id)
        .limit(limit)
    ).all()


def count_claims_in(area: str | None) -> int:
    """How many of them there are."""
    return _count(EntryClaim, _WAITS, area)


def doubles_in(area: str | None, limit: int) -> Sequence[LookAlike]:
    """Pairs of entries that may be one shop, the newest first."""
    return db.session.scalars(
        sa.select(LookAlike)
        .where(_ASKED, _lies_in(LookAlike, area))
        .options(joinedload(LookAlike.first), joinedload(LookAlike.second))
        .order_by(LookAlike.found_at.desc(), LookAlike.first_id, LookAlike.second_id)
        .limit(limit)
    ).all()


def count_doubles_in(area: str | None) -> int:
    """How many of them there are."""
    return _count(LookAlike, _ASKED, area)


def merges_in(area: str | None, since: datetime, limit: int) -> Sequence[EntryMerge]:
    """What was merged since then and not forgotten, the newest first."""
    still = EntryMerge.gone.has(Responder.merged_into_id == EntryMerge.stays_id)
    return db.session.scalars(
        sa.select(EntryMerge)
        .where(EntryMerge.merged_at > since, still, _lies_in(EntryMerge, area))
        .options(joinedload(EntryMerge.gone), joinedload(EntryMerge.stays))
        .order_by(EntryMerge.merged_at.desc(), EntryMerge.gone_id)
        .limit(limit)
    ).all()


def _count(table: Codes, where: sa.ColumnElement[bool], area: str | None) -> int:
    counted: sa.Select[Any] = sa.select(sa.func.count()).select_from(table)
    return db.session.scalar(counted.where(where, _lies_in(table, area))) or 0


def _lies_in(table: Codes, area: str | None) -> sa.ColumnElement[bool]:
    if area is None:
        return sa.true()
    return sa.or_(table.ward_code == area, table.province_code == area)
