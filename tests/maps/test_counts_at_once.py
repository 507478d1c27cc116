"""The heaps of the map while many write, and several count."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import maps
from connect.foundation.database import db, transaction
from connect.geo import Whereabouts
from connect.help_requests import CloseReason, service
from connect.help_requests.models import HelpRequest
from connect.maps import counting
from connect.maps.models import MapChange, MapCount
from connect.maps.queries import Layer
from connect.responders.models import SupplierPoint
from tests.maps.heaps import CHANGE, PLACES, a_supplier, check, open_requests, suppliers
from tests.people import People
from tests.situations import HERE, REQUESTER, ask, help_from


def test_many_who_write_and_several_who_count_at_once(app: Flask) -> None:
    """Nothing is lost and nothing twice: shops come and go while three workers count."""
    failed: list[BaseException] = []
    writing = threading.Semaphore(0)

    def write(seed: int) -> None:
        dice = random.Random(seed)
        for _turn in range(25):
            with transaction():
                a_supplier(dice.choice(PLACES))
            if dice.random() < 0.4:
                with transaction():
                    one = sa.select(SupplierPoint.id).limit(1).with_for_update(skip_locked=True)
                    found = db.session.scalar(one)
                    db.session.execute(sa.delete(SupplierPoint).where(SupplierPoint.id == found))
        writing.release()

    def count(_seed: int) -> None:
        while not writing.acquire(timeout=0.01):
            maps.count_changes()

    def run(what: Callable[[int], None], seed: int) -> None:
        try:
            with app.app_context():
                what(seed)
                db.session.remove()
        except BaseException as error:
            failed.append(error)
            writing.release()

    threads = [
        threading.Thread(target=run, args=(what, seed))
        for seed in range(3)
        for what in (write, count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with app.test_request_context():
        assert Counter(suppliers())
        check(Layer.SUPPLIERS, suppliers())
        maps.count_changes()
        check(Layer.SUPPLIERS, suppliers())


def test_very_many_changes_are_counted_in_parts(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "AT_ONCE", 2)
    rests: list[float] = []
    monkeypatch.setattr(time, "sleep", rests.append)
    with app.test_request_context():
        for n in range(7):
            help_from(people.shop.account(), kind="supplier", phone=f"+849120001{n:02}")
        assert maps.count_changes() == 7
        assert rests == [counting.REST_S] * 3  # in which others write
        assert db.session.scalar(sa.select(sa.func.count()).select_from(MapChange)) == 0
        check(Layer.SUPPLIERS, suppliers())


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_a_request_and_its_urgency_may_be_counted_in_two_parts(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(counting, "AT_ONCE", at_once)
    monkeypatch.setattr(counting, "REST_S", 0.0)
    dice = random.Random(at_once)
    places = [Whereabouts(point=place) for place in PLACES[2:5]]
    with app.test_request_context():
        asker = people.ba_tu.account()
        for _turn in range(12):
            urgency = dice.choice(("urgent", "urgent", "normal"))
            made = ask(app, asker, where=dice.choice(places), urgency=urgency)
            if dice.random() < 0.8:
                service.close(made.id, CloseReason.WITHDRAWN, None, REQUESTER)
        ask(app, asker, where=places[0], urgency="urgent")
        there = open_requests()
        maps.count_changes()
        check(Layer.REQUESTS, there)
        for id_ in db.session.scalars(
            sa.select(HelpRequest.id).where(HelpRequest.status == "open")
        ).all():
            service.close(id_, CloseReason.WITHDRAWN, None, REQUESTER)
        maps.count_changes()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(MapCount)) == 0


def test_counting_comes_to_its_end_while_others_write(app: Flask, people: People) -> None:
    with app.test_request_context():
        help_from(people.shop.account(), kind="supplier", point=HERE)

    def write(_session: object) -> None:
        """Somebody else, after each of our commits; at some time they stop in any case."""
        written.append(1)
        if len(written) > 20:
            return
        with db.engine.begin() as other:
            other.execute(sa.insert(MapChange).values(CHANGE))

    written: list[int] = []
    with app.app_context():
        sa.event.listen(db.session, "after_commit", write)
        try:
            done = maps.count_changes()
        finally:
            sa.event.remove(db.session, "after_commit", write)
        assert len(written) < 5
        assert done + maps.count_changes() == 1 + len(written)


def test_those_who_count_wait_for_each_other(app: Flask, on_postgis: bool) -> None:
    if not on_postgis:
        pytest.skip("SQLite has one writer at any time")
    with app.app_context():
        with transaction():
            a_supplier(HERE)
        counted_by_them: list[int] = []

        def count_there() -> None:
            with app.app_context():
                counted_by_them.append(maps.count_changes())
                db.session.remove()

        with transaction():
            assert counting._count_some() == 1  # and not committed yet
            there = threading.Thread(target=count_there)
            there.start()
            there.join(0.3)
            assert there.is_alive()
        there.join()
        assert counted_by_them == [0]
