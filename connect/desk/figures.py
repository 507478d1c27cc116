"""What a desk knows of its area in figures: who waits where and how long, for what, who could come.

Counted are households, as everywhere. All of it is kept for half a minute for each set of areas.
"""

import time
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from flask import current_app

from connect import geo, matching
from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.help_requests import HelpRequest, RequestItem, Status
from connect.matching import CategoryNeeded, Need
from connect.responders import Category

KEPT, KEPT_S, MOST_KEPT = "connect_desk_figures", 30.0, 200
LATELY = timedelta(days=7)
# The wards where most wait; for these it is counted who could come to their middle, up to so many.
WARDS, ABLE = 30, 20
Areas = Sequence[str] | None
T = TypeVar("T")


class Waits(NamedTuple):
    """How many wait, urgently, with nobody left to ask; half have waited less, nine in ten."""

    waiting: int = 0
    urgent: int = 0
    left_alone: int = 0
    median: timedelta | None = None
    p90: timedelta | None = None


class Ward(NamedTuple):
    """One ward. `able` counts responders who could come to its middle now, twenty at most."""

    code: str
    name: str
    waits: Waits
    going: int
    asked_lately: int
    helped_lately: int
    able: int


class Figures(NamedTuple):
    """All wards together, the wards where most wait, and for what nobody comes yet."""

    waits: Waits
    wards: list[Ward]
    unmet: list[tuple[str, int]]  # category code, households


def figures_of(areas: Areas) -> Figures:
    """The figures of these areas, None for all, at most half a minute old."""
    return for_a_moment(_counted, None if areas is None else tuple(areas))


def for_a_moment(count: Callable[..., T], *asked: Hashable) -> T:
    """What `count` says of what is asked, at most half a minute old."""
    kept: dict[Hashable, tuple[float, T]] = current_app.extensions.setdefault(KEPT, {})
    key, now = (count.__name__, *asked), time.monotonic()
    found = kept.get(key)
    if found is None or found[0] < now:
        if len(kept) >= MOST_KEPT:
            kept.clear()  # while other threads read: so nobody looks twice
        found = kept[key] = (now + KEPT_S, count(*asked))
    return found[1]


def _counted(areas: Areas) -> Figures:
    now = utcnow()
    by_ward = _waits(areas, now, HelpRequest.ward_code)
    total = _waits(areas, now, sa.literal(""))
    most = sorted(by_ward, key=lambda code: (-by_ward[code].waiting, code or ""))[:WARDS]
    codes = [code for code in most if code]
    going = _count_by_ward(codes, HelpRequest.status == Status.CLAIMED)
    asked = _count_by_ward(codes, HelpRequest.created_at >= now - LATELY)
    helped = _count_by_ward(
        codes, HelpRequest.status == Status.FULFILLED, HelpRequest.status_at >= now - LATELY
    )
    wanted = _wanted(codes)
    wards = []
    for code in codes:
        place = geo.place_by_code(code)
        wards.append(
            Ward(
                code,
                place.full_name if place else code,
                by_ward[code],
                going.get(code, 0),
                asked.get(code, 0),
                helped.get(code, 0),
                _able(place, wanted.get(code, [])),
            )
        )
    return Figures(total.get("", Waits()), wards, _unmet(areas))


def _waits(areas: Areas, now: datetime, by: Any) -> dict[str | None, Waits]:
    """Who waits, by a column. The share of those who have waited less stands beside each."""
    shares = (
        sa.select(
            by.label("by"),
            HelpRequest.created_at,
            sa.case((HelpRequest.urgency == "urgent", 1), else_=0).label("urgent"),
            sa.case((HelpRequest.exhausted, 1), else_=0).label("left_alone"),
            sa.func.cume_dist()
            .over(partition_by=by, order_by=HelpRequest.created_at.desc())
            .label("share"),
        )
        .where(HelpRequest.status == Status.OPEN, within(areas))
        .subquery()
    )

    def at(share: float) -> sa.ColumnElement[Any]:
        return sa.func.max(sa.case((shares.c.share >= share, shares.c.created_at)))

    rows = db.session.execute(
        sa.select(
            shares.c.by,
            sa.func.count(),
            sa.func.sum(shares.c.urgent),
            sa.func.sum(shares.c.left_alone),
            at(0.5),
            at(0.9),
        ).group_by(shares.c.by)
    )
    return {
        by: Waits(count, urgent, left_alone, now - half, now - most)
        for by, count, urgent, left_alone, half, most in rows
    }


def _count_by_ward(codes: Sequence[str], *where: sa.ColumnElement[bool]) -> dict[str, int]:
    rows = db.session.execute(
        sa.select(HelpRequest.ward_code, sa.func.count())
        .where(HelpRequest.ward_code.in_(codes), *where)
        .group_by(HelpRequest.ward_code)
    )
    return {code: count for code, count in rows if code}


def missing(*columns: Any) -> sa.Select[Any]:
    """What open requests still need: rows of their items, with the category of each."""
    return (
        sa.select(*columns)
        .select_from(HelpRequest)
        .join(RequestItem, RequestItem.request_id == HelpRequest.id)
        .join(Category, Category.id == RequestItem.category_id)
        .where(HelpRequest.status == Status.OPEN, RequestItem.delivered_by_id.is_(None))
    )


def _unmet(areas: Areas) -> list[tuple[str, int]]:
    households = sa.func.count(sa.distinct(HelpRequest.id))
    rows = db.session.execute(
        missing(Category.code, households)
        .where(within(areas))
        .group_by(Category.code)
        .order_by(households.desc(), Category.code)
    )
    return [(code, count) for code, count in rows]


def _wanted(codes: Sequence[str]) -> dict[str, list[CategoryNeeded]]:
    rows = db.session.execute(
        missing(HelpRequest.ward_code, Category.id, Category.remote)
        .where(HelpRequest.ward_code.in_(codes))
        .distinct()
        .order_by(Category.id)
    )
    wanted: dict[str, list[CategoryNeeded]] = {}
    for code, category_id, remote in rows:
        wanted.setdefault(code, []).append(CategoryNeeded(category_id, remote))
    return wanted


def _able(place: geo.Place | None, wanted: list[CategoryNeeded]) -> int:
    """How many could come to the middle of a ward for something that is needed there now."""
    if place is None or not wanted:
        return 0
    return len(matching.nearest_responders(Need(geo.Point(place.lat, place.lon), wanted), ABLE))


def within(areas: Areas) -> sa.ColumnElement[bool]:
    """The condition that a request lies in one of these areas."""
    return geo.in_areas(areas, HelpRequest.ward_code, HelpRequest.province_code)
