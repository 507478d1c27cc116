"""Three requests that are one, joined and parted in any order: each need is asked for once."""

import uuid
from itertools import permutations

import pytest
from flask import Flask

from connect.help_requests import ItemDetails, Status, merge, service
from tests.desk.cases import act
from tests.desk.test_merging import asked
from tests.help_requests.test_races import commits, together
from tests.people import People
from tests.situations import COORDINATOR, request_now

A, B, C = range(3)
WAYS = {"in a chain": ((B, A), (A, C)), "side by side": ((A, C), (B, C))}
NEEDS = ({"Gạo", "Sữa"}, {"Sữa", "Trứng"}, {"Muối"})


def three(app: Flask) -> list[uuid.UUID]:
    return [
        asked(
            app,
            phone=f"+8491234561{number}",
            items=[ItemDetails(category="food", goods=good) for good in sorted(goods)],
        )
        for number, goods in enumerate(NEEDS)
    ]


def asked_for(app: Flask, cases: list[uuid.UUID]) -> list[list[str]]:
    """What each of them asks for now; what is closed asks for nothing."""
    with app.test_request_context():
        now = [request_now(case) for case in cases]
        return [
            sorted(item.goods for item in one.items) if one.status == Status.OPEN else []
            for one in now
        ]


def families(joined: dict[int, int]) -> dict[int, set[int]]:
    """Who goes on, and for whom."""
    found: dict[int, set[int]] = {}
    for one in (A, B, C):
        last = one
        while last in joined:
            last = joined[last]
        found.setdefault(last, set()).add(one)
    return found


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_in_whichever_order_they_are_parted(
    app: Flask, people: People, way: tuple[tuple[int, int], ...]
) -> None:
    for order in permutations((A, B)):
        cases, joined = three(app), {}
        for gone, kept in way:
            act(people.chi_lan, cases[kept], "merge", twin_id=str(cases[gone]))
            joined[gone] = kept
        for parted in (None, *order):
            if parted is not None:
                act(people.chi_lan, cases[parted], "reopen")
                del joined[parted]
            of_each = [
                sorted(set().union(*(NEEDS[one] for one in families(joined).get(case, ()))))
                for case in (A, B, C)
            ]
            assert asked_for(app, cases) == of_each


def test_while_one_is_parted_nothing_is_joined(app: Flask, people: People) -> None:
    cases, lan = three(app), people.chi_lan
    act(lan, cases[B], "merge", twin_id=str(cases[A]))

    def part() -> None:
        service.reopen(cases[A], lan.account(), COORDINATOR)

    def join() -> None:
        merge(cases[C], cases[B], lan.account(), (COORDINATOR, COORDINATOR))

    with commits(app) as order:
        # Who parts has looked how far it was joined, and locked none of them.
        told = together(app, part, join, at=("FROM merged_request",))
    assert told == ["done", "done"]
    assert list(order) == ["part", "join"]
    assert asked_for(app, cases) == [sorted(NEEDS[A]), [], sorted(NEEDS[B] | NEEDS[C])]
