"""Several who change one responder at the same moment: nothing doubled, nothing lost."""

import random
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier

import sqlalchemy as sa
from flask import Flask

from connect.accounts import Account
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid
from connect.geo import Point
from connect.responders import (
    Responder,
    ResponderDetails,
    category_id,
    give_back_load,
    keep_hours,
    save_imported,
    service,
    take_load,
)
from connect.responders.models import ResponderOffer
from tests.people import BEN_THANH, People
from tests.situations import a_helper, help_from, responder_now

ROUNDS = 24
FOOD, MEDICINE = ["food"], ["food", "medicine"]
BY_DAY, NEVER = "Mo-Su 07:00-19:00", "off"
# Far ahead of the clock, so that whatever an owner says now is due in the next sweep.
NOON = datetime(2031, 4, 30, 5, 0, tzinfo=UTC)


def at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """Does all of them at the same moment, each in a session of its own."""
    start = Barrier(len(acts))

    def act(one: Callable[[], object]) -> object:
        with app.test_request_context():
            start.wait(timeout=30)
            return one()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(act, acts))


def account_of(account_id: uuid.UUID) -> Account:
    account = db.session.get(Account, account_id)
    assert account is not None
    return account


def change(owner: uuid.UUID, responder_id: uuid.UUID, **details: object) -> None:
    service.change(account_of(owner), responder_id, details)


def offered_by(responder_id: uuid.UUID) -> list[int]:
    """The categories in the index of offers, with whatever stands there twice."""
    asked = sa.select(ResponderOffer.category_id).where(ResponderOffer.responder_id == responder_id)
    return sorted(db.session.scalars(asked))


def numbers_of(codes: Sequence[str]) -> list[int | None]:
    return [category_id(code) for code in codes]


def test_a_change_of_categories_and_a_case_that_is_taken(app: Flask, people: People) -> None:
    owner = people.huong.id
    with app.test_request_context():
        one = help_from(account_of(owner), categories=FOOD, capacity=5).id

    for n in range(ROUNDS):
        wanted = (MEDICINE, FOOD)[n % 2]
        carry = (take_load, give_back_load)[n % 2]
        at_once(app, partial(carry, one), partial(change, owner, one, categories=wanted))
        with app.test_request_context():
            assert offered_by(one) == numbers_of(wanted), n


def test_what_an_owner_says_outlives_the_sweep(app: Flask, people: People) -> None:
    owner = people.huong.id
    with app.test_request_context():
        crowd = [(f"shop-{n}", a_helper(opening_hours=BY_DAY)) for n in range(100)]
        save_imported(crowd)  # so that a sweep takes a while
        one = help_from(account_of(owner), opening_hours=BY_DAY).id
    for day in range(ROUNDS):
        with app.test_request_context():
            change(owner, one, opening_hours=BY_DAY)
        at_once(
            app,
            partial(keep_hours, NOON + timedelta(days=day)),
            partial(change, owner, one, opening_hours=NEVER),
        )
        with app.test_request_context():
            now = responder_now(one)
            assert (now.opening_hours, now.hours_open) == (NEVER, False), day
            assert offered_by(one) == [], day


def test_of_eight_moves_at_once_three_are_accepted(app: Flask, people: People) -> None:
    owner = people.huong.id
    with app.test_request_context():
        one = help_from(account_of(owner)).id

    def move(n: int) -> bool:
        try:
            change(owner, one, point=Point(BEN_THANH["lat"] + n / 100, BEN_THANH["lon"]))
        except Invalid:
            return False
        return True

    moved = at_once(app, *(partial(move, n) for n in range(1, 9)))
    assert sorted(map(bool, moved)) == [False] * 5 + [True] * 3


def test_imports_sweeps_and_cases_wait_for_each_other_in_one_order(
    app: Flask, people: People
) -> None:
    """A circle of waiting would end in an error of the database for one of them."""
    dice = random.Random(5)
    crowd = {f"shop-{n}": a_helper(opening_hours=BY_DAY, capacity=50) for n in range(40)}
    with app.test_request_context():
        save_imported(list(crowd.items()))
        ids = list(db.session.scalars(sa.select(Responder.id)))

    def sweep() -> None:
        for day in range(ROUNDS):
            keep_hours(NOON + timedelta(days=day))

    def bring() -> None:
        for _n in range(ROUNDS // 2):
            rows: list[tuple[str, ResponderDetails]] = list(crowd.items())
            dice.shuffle(rows)
            save_imported(rows)

    def carry() -> None:
        for n in range(4 * ROUNDS):
            with transaction():
                take_load(ids[n % len(ids)])

    at_once(app, sweep, bring, carry, bring)
    with app.test_request_context():
        loads = db.session.scalars(sa.select(Responder.load).where(Responder.load > 0))
        assert sum(loads) == 4 * ROUNDS
        twice = (
            sa.select(ResponderOffer.responder_id)
            .group_by(ResponderOffer.responder_id, ResponderOffer.category_id)
            .having(sa.func.count() > 1)
        )
        assert db.session.scalars(twice).all() == []
