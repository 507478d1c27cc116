"""Named reads of the entries that wait for a coordinator."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from connect.foundation.database import db
from connect.geo import in_areas
from connect.responders import Responder
from connect.suppliers.claims import IS_SHOP
from connect.suppliers.models import ClaimState, EntryClaim, EntryMerge, LookAlike

Areas = Collection[str] | None
Codes = type[EntryClaim] | type[LookAlike] | type[EntryMerge]
# Of shops that are still here: one that has gone is nobody's any more, and a volunteer no shop.
_WAITS = sa.and_(EntryClaim.state == ClaimState.WAITING, EntryClaim.responder.has(IS_SHOP))
_ASKED = sa.and_(
    LookAlike.told_apart_at.is_(None), LookAlike.first.has(IS_SHOP), LookAlike.second.has(IS_SHOP)
)


def claims_in(areas: Areas, limit: int) -> Sequence[EntryClaim]:
    """What people say to be their shop in these areas, None for all, and is not decided; by age."""
    return db.session.scalars(
        sa.select(EntryClaim)
        .where(_WAITS, _lies_in(EntryClaim, areas))
        .options(joinedload(EntryClaim.responder), joinedload(EntryClaim.account))
        .order_by(EntryClaim.created_at, EntryClaim.id)
        .limit(limit)
    ).all()


def count_claims_in(areas: Areas) -> int:
    """How many of them there are."""
    return _count(EntryClaim, _WAITS, areas)


def doubles_in(areas: Areas, limit: int) -> Sequence[LookAlike]:
    """Pairs of entries that may be one shop, the newest first."""
    return db.session.scalars(
        sa.select(LookAlike)
        .where(_ASKED, _lies_in(LookAlike, areas))
        .options(joinedload(LookAlike.first), joinedload(LookAlike.second))
        .order_by(LookAlike.found_at.desc(), LookAlike.first_id, LookAlike.second_id)
        .limit(limit)
    ).all()


def count_doubles_in(areas: Areas) -> int:
    """How many of them there are."""
    return _count(LookAlike, _ASKED, areas)


def merges_in(areas: Areas, since: datetime, limit: int) -> Sequence[EntryMerge]:
    """What was merged since then and not forgotten, the newest first."""
    still = EntryMerge.gone.has(Responder.merged_into_id == EntryMerge.stays_id)
    return db.session.scalars(
        sa.select(EntryMerge)
        .where(EntryMerge.merged_at > since, still, _lies_in(EntryMerge, areas))
        .options(joinedload(EntryMerge.gone), joinedload(EntryMerge.stays))
        .order_by(EntryMerge.merged_at.desc(), EntryMerge.gone_id)
        .limit(limit)
    ).all()


def _count(table: Codes, where: sa.ColumnElement[bool], areas: Areas) -> int:
    counted: sa.Select[Any] = sa.select(sa.func.count()).select_from(table)
    return db.session.scalar(counted.where(where, _lies_in(table, areas))) or 0


def _lies_in(table: Codes, areas: Areas) -> sa.ColumnElement[bool]:
    return in_areas(areas, table.ward_code, table.province_code)
