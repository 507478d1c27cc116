"""The queue of a desk, page by page: each group is read in order from the index of its area."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from connect import geo
from connect.desk.models import DeskCase
from connect.desk.order import CALLS, GROUPS, Edge, Group, Turn, comes_after, turn
from connect.desk.queries import has_somebody
from connect.foundation.database import UtcDateTime, db
from connect.foundation.planning import checked
from connect.help_requests import HelpRequest, Status

# A promise that nobody has kept for so long is none: the case is back where its wait puts it.
PROMISE_LASTS = timedelta(days=7)
COUNTED = 100
UNDER_WAY = (Status.HELD, Status.OPEN, Status.CLAIMED, Status.DELIVERED)
# All that wait, where their order does not matter.
ANY = Group(2)
Areas = Sequence[str] | None


class Tab(StrEnum):
    """Which cases: one's own, nobody's, all that wait, to be called again, somebody is going, and
    those that nobody sees before their phone is proved.
    """

    MINE = "mine"
    NOBODYS = "nobodys"
    ALL = "all"
    CALLS = "calls"
    GOING = "going"
    HELD = "held"


# Parts of the queue that are one state, in the order of since when.
_OF_ONE_STATE = {Tab.GOING: Status.CLAIMED, Tab.HELD: Status.HELD}


class Asked(NamedTuple):
    """Whose queue, which part of it, and as it was when."""

    areas: Areas
    account_id: uuid.UUID
    tab: Tab
    as_of: datetime


def page_of_queue(asked: Asked, *, limit: int, after: Turn | None = None) -> list[Turn]:
    """Cases by their turns, behind one of them.

    `limit` of each group are read, by one statement: the wait of all changes alike, so what has
    waited longest in each group is all that can come first. Those of one area lie in order in its
    index; of several they are sorted, which takes less than to ask for each.
    """
    groups = _groups(asked.tab)
    first = [
        _first(asked, group, limit, after).add_columns(sa.literal(place).label("place"))
        for place, group in enumerate(groups)
        if comes_after(group, after, asked.as_of) is not False
    ]
    if not first:
        return []
    rows = db.session.execute(sa.union_all(*(sa.select(one.subquery()) for one in first)))
    return sorted(turn(groups[place], at, id_, asked.as_of) for at, id_, place in rows)[:limit]


def count_of(asked: Asked) -> int:
    """How many there are in a part of the queue, counted up to a hundred."""
    groups = [CALLS] if len(_groups(asked.tab)) == 1 else [CALLS, ANY]
    wanted = [
        _chosen(asked, group).with_only_columns(sa.literal(1)).limit(COUNTED) for group in groups
    ]
    parts = sa.union_all(*(sa.select(one.subquery()) for one in wanted)).subquery()
    return min(COUNTED, db.session.scalar(sa.select(sa.func.count()).select_from(parts)) or 0)


def count_left_alone(areas: Areas) -> int:
    """For how many that wait nobody is left to ask, counted up to a hundred."""
    left = (
        sa.select(sa.literal(1))
        .where(
            HelpRequest.status == Status.OPEN,
            HelpRequest.exhausted,
            geo.in_areas(areas, HelpRequest.ward_code, HelpRequest.province_code),
        )
        .limit(COUNTED)
    )
    return db.session.scalar(sa.select(sa.func.count()).select_from(left.subquery())) or 0


def requests_and_cases(
    ids: Collection[uuid.UUID],
) -> dict[uuid.UUID, tuple[HelpRequest, DeskCase | None]]:
    """Requests with what the desk has done about them, in one read."""
    rows = db.session.execute(
        sa.select(HelpRequest, DeskCase)
        .outerjoin(DeskCase, DeskCase.request_id == HelpRequest.id)
        .where(HelpRequest.id.in_(ids))
        .options(lazyload(HelpRequest.items))  # the card says what is needed
    )
    return {request.id: (request, case) for request, case in rows}


def _groups(tab: Tab) -> tuple[Group, ...]:
    if tab == Tab.CALLS or tab in _OF_ONE_STATE:
        return (CALLS,)
    return (CALLS, *GROUPS)


def _first(asked: Asked, group: Group, limit: int, after: Turn | None) -> sa.Select[Any]:
    behind, moment = comes_after(group, after, asked.as_of), _moment_of(asked.tab, group)
    chosen = _chosen(asked, group).order_by(moment, HelpRequest.id).limit(limit)
    return chosen.where(_behind(moment, behind)) if isinstance(behind, Edge) else chosen


def _moment_of(tab: Tab, group: Group) -> sa.SQLColumnExpression[Any]:
    if tab in _OF_ONE_STATE:
        return HelpRequest.status_at
    return DeskCase.call_at if group == CALLS else HelpRequest.created_at


def _behind(moment: sa.SQLColumnExpression[Any], edge: Edge) -> sa.ColumnElement[bool]:
    at = sa.literal(edge.moment, UtcDateTime)
    if edge.id is None:
        return moment > at
    return sa.tuple_(moment, HelpRequest.id) > sa.tuple_(at, sa.literal(edge.id, sa.Uuid))


def _chosen(asked: Asked, group: Group) -> sa.Select[Any]:
    within = geo.in_areas(asked.areas, HelpRequest.ward_code, HelpRequest.province_code)
    if asked.tab in _OF_ONE_STATE:
        of_state = HelpRequest.status == _OF_ONE_STATE[asked.tab]
        return _selected(asked, group).where(within, of_state)
    if group == CALLS:
        return _due(asked, within)
    of_group = [HelpRequest.status == Status.OPEN]
    if group != ANY:
        of_group += [HelpRequest.exhausted == group.exhausted, HelpRequest.urgency == group.urgency]
    promised = DeskCase.call_at > asked.as_of - PROMISE_LASTS
    own = DeskCase.request_id == HelpRequest.id
    if asked.tab == Tab.MINE:
        kept = sa.or_(DeskCase.call_at.is_(None), sa.not_(promised))
        mine = _selected(asked, group).join(DeskCase, own).where(_of_mine(asked), kept)
        return mine.where(checked(within, *of_group))
    waiting = _selected(asked, group).where(within, *of_group)
    # Asked so, the order of the index is kept; an outer join would be sorted.
    if asked.tab == Tab.NOBODYS:
        promised = sa.or_(promised, has_somebody())
    return waiting.where(~sa.exists().where(own, promised))


def _selected(asked: Asked, group: Group) -> sa.Select[Any]:
    moment: sa.SQLColumnExpression[Any] = _moment_of(asked.tab, group).label("at")
    return sa.select(moment, HelpRequest.id)


def _due(asked: Asked, within: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Whom a call was promised, and in the queue only those whose time has come."""
    promised = [DeskCase.call_at > asked.as_of - PROMISE_LASTS]
    if asked.tab != Tab.CALLS:
        promised.append(DeskCase.call_at <= asked.as_of)
    if asked.tab == Tab.MINE:
        promised.append(_of_mine(asked))
    if asked.tab == Tab.NOBODYS:
        promised.append(~has_somebody())
    joined = _selected(asked, CALLS).join(DeskCase, DeskCase.request_id == HelpRequest.id)
    return joined.where(*promised, checked(within, HelpRequest.status.in_(UNDER_WAY)))


def _of_mine(asked: Asked) -> sa.ColumnElement[bool]:
    return DeskCase.coordinator_id == asked.account_id
