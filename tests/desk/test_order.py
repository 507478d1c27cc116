"""The order of a desk, by itself: what comes after a turn is what compares as greater."""

import random
import uuid
from datetime import UTC, datetime, timedelta

from connect.desk.order import CALLS, GROUPS, Edge, Group, Turn, comes_after, turn

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NORMAL, URGENT = GROUPS[3], GROUPS[1]


def after(group: Group, moment: datetime, id_: uuid.UUID, last: Turn) -> bool:
    """Whether a page behind `last` reads it, as the statement asks."""
    behind = comes_after(group, last, NOW)
    if not isinstance(behind, Edge):
        return behind
    if moment != behind.moment:
        return moment > behind.moment
    return behind.id is not None and id_ > behind.id


def test_an_urgent_one_of_an_hour_stands_with_a_normal_one_of_four() -> None:
    low, high = uuid.UUID(int=1), uuid.UUID(int=2)
    four = turn(NORMAL, NOW - timedelta(hours=4), high, NOW)
    assert turn(URGENT, NOW - timedelta(hours=1), low, NOW) < four
    assert four < turn(URGENT, NOW - timedelta(minutes=59), low, NOW)
    assert turn(GROUPS[0], NOW, low, NOW) < four
    assert turn(CALLS, NOW, low, NOW) < turn(GROUPS[0], NOW - timedelta(days=9), low, NOW)


def test_the_next_page_is_what_compares_as_greater_to_the_microsecond() -> None:
    dice = random.Random(6)
    made = [
        (group, NOW - timedelta(microseconds=dice.randrange(-3, 40)), uuid.UUID(int=n))
        for n, group in enumerate((CALLS, *GROUPS) * 12)
    ]
    turns = {id_: turn(group, moment, id_, NOW) for group, moment, id_ in made}
    for last in turns.values():
        for group, moment, id_ in made:
            assert after(group, moment, id_, last) == (turns[id_] > last)
