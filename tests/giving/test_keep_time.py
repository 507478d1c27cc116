"""What only time does: a reminder at half time, a lease that ends, days that are over."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.giving import hand_back_of, keep_gifts, taking
from connect.giving.models import Gift, Reservation
from connect.giving.states import LEASE, Side
from connect.notifications.models import Notice
from tests.giving.giving import a_gift, gift_now, give, is_listed, reservation_now
from tests.people import People
from tests.web import words

NONE = {"gifts_reminded": 0, "gifts_lapsed": 0, "gifts_expired": 0, "gifts_forgotten": 0}


def told(people: People, name: str) -> list[str]:
    """The texts that a person has in their inbox."""
    asked = db.session.query(Notice).filter_by(account_id=getattr(people, name).id)
    return [one.text for one in asked.order_by(Notice.created_at, Notice.id)]


def kept_after_its_days(app: Flask, people: People) -> tuple[UUID, UUID]:
    """The days of a gift are over, of which two are still kept for Minh: its id, and of these."""
    gift_id = give(app, people.huong.account()).id
    kept_id = taking.reserve(gift_id, 2, people.minh.account()).id
    taking.agree(kept_id, Side.GIVER, "giver")
    with transaction():
        db.session.get_one(Gift, gift_id).ends_at = utcnow()
    assert keep_gifts()["gifts_expired"] == 1
    return gift_id, kept_id


def test_a_lease_is_reminded_of_at_half_time_and_then_ends(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account(), amount=2).id
        kept_id = taking.reserve(gift_id, 2, people.minh.account()).id
        assert not is_listed(gift_id)
        start = utcnow()
        assert keep_gifts(start + LEASE / 2 - timedelta(minutes=5)) == NONE
        half = start + LEASE / 2 + timedelta(minutes=5)
        assert keep_gifts(half)["gifts_reminded"] == 1
        assert keep_gifts(half) == NONE
        assert len(told(people, "huong")) == 2  # asked, and reminded
        over = start + LEASE + timedelta(minutes=5)
        assert keep_gifts(over)["gifts_lapsed"] == 1
        assert keep_gifts(over) == NONE
        assert reservation_now(kept_id).state == "lapsed"
        assert gift_now(gift_id).available == 2
        assert is_listed(gift_id)
        assert len(told(people, "minh")) == 1


def test_a_yes_gives_a_day_more_and_who_comes_is_reminded(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        kept_id = taking.reserve(gift_id, 2, people.minh.account()).id
        with transaction():
            db.session.get_one(Reservation, kept_id).lapses_at = utcnow() + timedelta(minutes=1)
        taking.agree(kept_id, Side.GIVER, "giver")
        assert reservation_now(kept_id).lapses_at > utcnow() + LEASE - timedelta(minutes=1)
        keep_gifts(utcnow() + LEASE / 2 + timedelta(minutes=1))
        assert len(told(people, "minh")) == 2  # the yes, and the reminder
        assert len(told(people, "huong")) == 1


def test_a_yes_that_comes_too_late_is_none(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        kept_id = taking.reserve(gift_id, 2, people.minh.account()).id
        with transaction():
            db.session.get_one(Reservation, kept_id).lapses_at = utcnow()
    answer = people.huong.client.post(f"/api/v1/reservations/{kept_id}/agree")
    assert answer.status_code == 409


def test_what_can_be_collected_later_is_kept_until_then(app: Flask, people: People) -> None:
    with app.test_request_context():
        first = a_gift().first_day + timedelta(days=3)
        gift_id = give(app, people.huong.account(), first_day=first).id
        kept = taking.reserve(gift_id, 1, people.minh.account())
        assert kept.lapses_at == gift_now(gift_id).starts_at + LEASE
        assert keep_gifts(utcnow() + timedelta(days=2)) == NONE


def test_after_its_days_it_is_off_the_list_and_what_is_kept_may_still_be_collected(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        gift_id, kept_id = kept_after_its_days(app, people)
        assert not is_listed(gift_id)
        assert gift_now(gift_id).state == "expired"
        taking.collect(kept_id, Side.TAKER, "taker")
        assert gift_now(gift_id).state == "expired"
        assert keep_gifts(utcnow() + timedelta(days=89))["gifts_forgotten"] == 0
        assert keep_gifts(utcnow() + timedelta(days=91))["gifts_forgotten"] == 1


def test_what_is_kept_after_its_days_is_let_go_of_when_the_giver_is_suspended(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        gift_id, kept_id = kept_after_its_days(app, people)
        hand_back_of(people.huong.id)
        assert reservation_now(kept_id).state == "released"
        assert gift_now(gift_id).state == "withdrawn"
        assert told(people, "minh")[-1].startswith("Rất tiếc")


@pytest.mark.parametrize("act", ["release", "no-show"])
def test_what_is_let_go_of_after_its_days_is_not_said_to_be_there_for_others(
    act: str, app: Flask, people: People
) -> None:
    with app.test_request_context():
        gift_id, kept_id = kept_after_its_days(app, people)
    giver = people.huong.browser
    assert "người khác" not in words(giver.page(f"/giving/{gift_id}"))
    done = giver.post(f"/giving/reservations/{kept_id}/{act}", data=giver.csrf())
    assert done.status_code == 303
    page = words(giver.page(f"/giving/{gift_id}"))
    assert "không còn được giữ" in page
    assert "người khác" not in page
    with app.test_request_context():
        assert not is_listed(gift_id)
        assert "người khác" not in told(people, "minh")[-1]


def test_what_lapses_after_the_days_is_not_offered_anew(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        taking.reserve(gift_id, 2, people.minh.account())
        keep_gifts(gift_now(gift_id).ends_at + timedelta(seconds=1))
        assert not is_listed(gift_id)
        assert gift_now(gift_id).state == "expired"
