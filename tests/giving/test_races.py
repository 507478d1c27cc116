"""Sixteen people in processes of their own reach for the last box, and one reaches for too much."""

import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.accounts import Account
from connect.foundation.config import Settings
from connect.foundation.database import db, transaction
from connect.foundation.errors import NotFound, WrongState
from connect.giving import erase, queries, taking
from connect.giving.models import Gift, Reservation
from connect.giving.states import Side
from tests.giving.giving import ask_for_books, gift_now, give, is_listed, reservation_now
from tests.people import People
from tests.race import race

TAKERS, BOXES = 16, 24


def take_one(gift_id: uuid.UUID, account: Account) -> None:
    taking.reserve(gift_id, 1, account)


def make_takers() -> list[uuid.UUID]:
    with transaction():
        accounts = [
            Account(phone=f"+849130000{n:02}", name=f"Người nhận {n}", password_hash="!")
            for n in range(TAKERS)
        ]
        db.session.add_all(accounts)
        db.session.flush()
    return [account.id for account in accounts]


def test_each_last_box_is_won_by_one_and_nobody_holds_more_than_three(
    app: Flask, settings: Settings, people: People
) -> None:
    with app.test_request_context():
        givers = [people.huong.account(), people.minh.account()]
        gift_ids = [give(app, givers[n % 2], amount=1, unit="thùng").id for n in range(BOXES)]
        account_ids = make_takers()
    won = race(settings, take_one, account_ids, gift_ids)

    kept = [gift_id for one in won for gift_id in one]
    assert sorted(kept) == sorted(gift_ids)  # each of them, and by one only
    assert all(len(one) <= 3 for one in won)
    with app.test_request_context():
        rows = db.session.scalars(sa.select(Reservation)).all()
        assert Counter(one.gift_id for one in rows) == Counter(gift_ids)
        assert not any(db.session.scalars(sa.select(Gift.available)))
        assert not any(is_listed(gift_id) for gift_id in gift_ids)


def test_nobody_holds_a_fourth_by_asking_at_once(app: Flask, people: People) -> None:
    """By account and, with the same proven phone, by the link of a request of their own."""
    with app.test_request_context():
        gift_ids = [give(app, people.huong.account()).id for _n in range(10)]
        request_id = ask_for_books(app, people.minh.account()).id
        account_id = people.minh.account().id

    def reserve(n: int) -> bool:
        with app.test_request_context():
            account = None if n % 2 else db.session.get_one(Account, account_id)
            try:
                taking.reserve(gift_ids[n], 1, account, request_id if n % 2 else None)
            except WrongState:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(10) as crowd:
        assert sum(crowd.map(reserve, range(10))) == 3


def test_who_acts_while_the_other_side_is_erased_finds_nothing(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        kept_id = taking.reserve(gift_id, 2, people.minh.account()).id
    holds = threading.Event()

    def go() -> None:
        with app.test_request_context(), transaction():
            queries.gift_to_change(gift_id)
            holds.set()
            time.sleep(0.5)  # the giver has found it, and waits for the gift
            erase(people.minh.id)

    with ThreadPoolExecutor(1) as taker, app.test_request_context():
        gone = taker.submit(go)
        assert holds.wait(timeout=30)
        with pytest.raises(NotFound):
            taking.agree(kept_id, Side.GIVER, "giver")
        gone.result(timeout=30)
        assert gift_now(gift_id).available == 12


def test_what_happens_at_once_to_one_reservation_happens_once(app: Flask, people: People) -> None:
    """Let go, collected, nobody came: whoever is first; what is there stays right."""
    with app.test_request_context():
        gift_id = give(app, people.huong.account(), amount=5).id
        kept_id = taking.reserve(gift_id, 2, people.minh.account()).id
        taking.agree(kept_id, Side.GIVER, "giver")
    acts = [
        lambda: taking.release(kept_id, Side.TAKER, "taker"),
        lambda: taking.release(kept_id, Side.GIVER, "giver"),
        lambda: taking.collect(kept_id, Side.TAKER, "taker"),
        lambda: taking.no_show(kept_id, Side.GIVER, "giver"),
    ] * 2

    def act(n: int) -> bool:
        with app.test_request_context():
            try:
                acts[n]()
            except WrongState:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(act, range(8))) == 1
    with app.test_request_context():
        state = reservation_now(kept_id).state
        assert gift_now(gift_id).available == (3 if state == "collected" else 5)
