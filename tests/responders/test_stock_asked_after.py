"""What a shop has is believed for a while, and then asked after."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.notifications.models import Delivery, Notice
from connect.responders import ask_after_stock, erase, freshness_of, register, save_imported
from connect.responders.freshness import ask_after_asking, ask_after_telling
from connect.responders.stock import GoodDetails
from tests.people import People, Person
from tests.responders.stocking import RICE, Clock, shop_of, tell
from tests.situations import a_helper, responder_now


def test_a_stock_is_fresh_then_old_then_unknown() -> None:
    now = utcnow()
    ages = [0, 2.99, 3, 13.99, 14, 400]
    told = [freshness_of(now - timedelta(days=days), now).value for days in ages]
    assert told == ["fresh", "fresh", "old", "old", "unknown", "unknown"]
    assert freshness_of(None, now) == "unknown"


def test_an_owner_is_asked_once_a_week_and_let_be_after_four() -> None:
    told = now = utcnow()
    due: datetime | None = ask_after_telling(None, now)
    asked = []
    while due is not None:
        asked.append((due - told).days)
        due = ask_after_asking(told, due)
    assert asked == [3, 10, 17, 24]
    # Who tells something in between is left alone, and never asked twice in a week.
    assert ask_after_telling(now + timedelta(days=7), now) == now + timedelta(days=7)
    assert ask_after_telling(now + timedelta(days=1), now) == now + timedelta(days=3)


def asked_now(app: Flask, now: datetime) -> int:
    with app.test_request_context():
        return ask_after_stock(now)


def notices_to(app: Flask, person: Person) -> list[Notice]:
    with app.test_request_context():
        asked = sa.select(Notice).where(Notice.account_id == person.id, Notice.kind == "stock")
        return list(db.session.scalars(asked))


def test_the_owner_is_asked_and_one_tap_answers(people: People, app: Flask) -> None:
    shop = shop_of(people.shop, RICE)
    now = utcnow()
    assert asked_now(app, now + timedelta(days=2)) == 0
    assert asked_now(app, now + timedelta(days=4)) == 1
    assert asked_now(app, now + timedelta(days=4)) == 0
    [notice] = notices_to(app, people.shop)
    page = f"/responders/{shop['id']}/goods"
    assert page in notice.text
    with app.app_context():
        assert notice.path == page
        assert page not in notice.words
    with app.test_request_context():
        [sent] = db.session.scalars(sa.select(Delivery))
        assert sent.to == people.shop.phone
    assert asked_now(app, now + timedelta(days=10)) == 0
    assert asked_now(app, now + timedelta(days=11)) == 1


def test_who_tells_is_not_asked(people: People, app: Flask, clock: Clock) -> None:
    shop = shop_of(people.shop, RICE)
    now = clock(timedelta(days=2))
    tell(people.shop, shop, 0, "low")
    assert asked_now(app, now + timedelta(days=2)) == 0
    assert asked_now(app, now + timedelta(days=3)) == 1


@pytest.mark.parametrize("gone", ["owner", "goods", "paused"])
def test_nobody_is_asked_about_what_is_gone(gone: str, people: People, app: Flask) -> None:
    shop = shop_of(people.shop, RICE)
    if gone == "owner":
        with app.test_request_context():
            erase(people.shop.id)
    else:
        change: dict[str, Any] = {"goods": []} if gone == "goods" else {"available": False}
        people.shop.client.patch(f"/api/v1/responders/{shop['id']}", json=change)
    assert asked_now(app, utcnow() + timedelta(days=30)) == 0
    assert notices_to(app, people.shop) == []
    with app.test_request_context():
        due = responder_now(UUID(shop["id"])).ask_stock_at
        assert (due is None) == (gone != "paused")


def test_an_imported_entry_only_fades(people: People, app: Flask) -> None:
    with app.test_request_context():
        goods = [GoodDetails(name="Gạo")]
        save_imported([("osm:1", a_helper(kind="supplier", goods=goods))])
        assert ask_after_stock(utcnow() + timedelta(days=90)) == 0


def test_many_are_asked_in_one_go(people: People, app: Flask) -> None:
    with app.test_request_context():
        owner = people.shop.account()
        goods = [GoodDetails(name="Gạo")]
        for number in range(103):
            register(owner, a_helper(kind="supplier", name=f"Quán {number}", goods=goods))
    assert asked_now(app, utcnow() + timedelta(days=4)) == 103
    assert len(notices_to(app, people.shop)) == 103
