"""How many wait, and how many were helped: counted, never guessed.

Counted are requests, each a household. What is off the list because nobody has heard from it does
not wait; what was helped is what its requester has confirmed, or has not objected to in 48 hours.
"""

import time
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app

from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import UtcDateTime, reading, table_of
from connect.help_requests.lifecycle import Status
from connect.help_requests.models import HelpRequest
from connect.help_requests.silence import Silence

KEPT_S = 30.0
KEPT = "connect_figures"
_request = table_of(HelpRequest)
# What is not on the list is not in the count: their difference would tell of it.
_is_open = sa.and_(
    _request.c.status == Status.OPEN,
    _request.c.silence != Silence.HIDDEN,
    _request.c.concerns == "",
)
_is_helped = _request.c.status == Status.FULFILLED
_since = sa.bindparam("since", type_=UtcDateTime)
_helped_today = sa.and_(_is_helped, _request.c.status_at >= _since)


def _count(condition: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(_request).where(condition)


_OPEN, _TODAY = _count(_is_open), _count(_helped_today)
_province = _request.c.province_code
_OPEN_EACH = sa.select(_province, sa.func.count()).where(_is_open).group_by(_province)
# In one walk: by itself, today's would have SQLite walk over all who were ever helped once more.
_HELPED_EACH = (
    sa.select(
        _province,
        sa.func.sum(sa.case((_request.c.status_at >= _since, 1), else_=0)),
        sa.func.count(),
    )
    .where(_is_helped)
    .group_by(_province)
)


class Figures(NamedTuple):
    """Households: waiting now, helped since midnight in the country, helped since the beginning."""

    open_now: int = 0
    helped_today: int = 0
    helped: int = 0

    def plus(self, other: "Figures") -> "Figures":
        """Both together."""
        return Figures(*map(sum, zip(self, other, strict=True)))


def count_waiting() -> int:
    """How many households wait for someone now."""
    with reading() as connection:
        return connection.execute(_OPEN).scalar_one()


def count_helped_today() -> int:
    """How many were helped since midnight."""
    with reading() as connection:
        return connection.execute(_TODAY, {"since": _midnight()}).scalar_one()


def figures_by_province() -> dict[str | None, Figures]:
    """The figures of each province that has any; under None those of no known province.

    All who were ever helped are many to count: the answer is kept for half a minute.
    """
    kept: tuple[float, dict[str | None, Figures]] | None = current_app.extensions.get(KEPT)
    now = time.monotonic()
    if kept is None or kept[0] < now:
        kept = current_app.extensions[KEPT] = (now + KEPT_S, _counted())
    return kept[1]


def _counted() -> dict[str | None, Figures]:
    with reading() as connection:
        waiting = {row[0]: row[1] for row in connection.execute(_OPEN_EACH)}
        helped = {
            province: (today, ever)
            for province, today, ever in connection.execute(_HELPED_EACH, {"since": _midnight()})
        }
    return {
        province: Figures(waiting.get(province, 0), *helped.get(province, (0, 0)))
        for province in waiting.keys() | helped.keys()
    }


def _midnight() -> datetime:
    return utcnow().astimezone(HOME_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
