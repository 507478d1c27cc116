"""At night only what is urgent is asked: an offer would have run out before anybody woke."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from connect.foundation import clock
from connect.help_requests import keep_time, offering
from connect.notifications.models import Delivery
from tests.notifications.telling import prefer
from tests.people import People, count
from tests.situations import a_group, ask, assignments_of, help_from, request_now

pytestmark = pytest.mark.usefixtures("nights")


class Night:
    """A clock that says half past ten in the evening, at home, until it is moved on."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)

    def now(self, _zone: object = None) -> datetime:
        """The moment it shows."""
        return self.at

    def pass_until(self, hour: int, minute: int) -> None:
        """Keeps time every ten minutes until then, UTC, the next time it is so late."""
        while (self.at.hour, self.at.minute) != (hour, minute):
            self.at += timedelta(minutes=10)
            keep_time()


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch) -> Night:
    made = Night()
    monkeypatch.setattr(clock, "datetime", made)
    return made


def test_who_sleeps_is_asked_in_the_morning(app: Flask, people: People, night: Night) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        request_id = ask(app, people.ba_tu.account()).id
        assert assignments_of(request_id) == []
        assert not request_now(request_id).exhausted  # the desk need do nothing
        night.pass_until(22, 50)
        assert assignments_of(request_id) == []
        night.pass_until(23, 20)
        [offer] = assignments_of(request_id)
        assert offer.state == "offered"
        assert offer.created_at.hour == 23  # six in the morning
    assert count(app, Delivery) == 1


def test_what_is_urgent_is_asked_at_once(app: Flask, people: People, night: Night) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        request_id = ask(app, people.ba_tu.account(), urgency="urgent").id
        [offer] = assignments_of(request_id)
        assert offer.created_at == night.at


def test_who_wants_to_sleep_through_everything_does(
    app: Flask, people: People, night: Night
) -> None:
    prefer(people.huong, urgent_at_night=False)
    with app.test_request_context():
        help_from(people.huong.account())
        request_id = ask(app, people.ba_tu.account(), urgency="urgent").id
        assert assignments_of(request_id) == []
        assert not request_now(request_id).exhausted
        night.pass_until(23, 20)
        assert len(assignments_of(request_id)) == 1


def test_who_is_up_is_asked_though_those_who_live_nearer_sleep(
    app: Flask, people: People, night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offering, "READ_AT_FIRST", 1)
    prefer(people.minh, quiet_hours=None)
    with app.test_request_context():
        near = help_from(people.huong.account())
        up = help_from(people.minh.account(), radius_m=50_000.0)
        assert near.id != up.id
        request_id = ask(app, people.ba_tu.account()).id
        assert [one.responder_id for one in assignments_of(request_id)] == [up.id]


def test_of_a_group_only_those_who_are_up_are_told(
    app: Flask, people: People, night: Night
) -> None:
    prefer(people.minh, quiet_hours={"from": "12:00", "until": "13:00"})
    with app.test_request_context():
        a_group(people.huong.account(), people.minh.account())
        before = count(app, Delivery)
        request_id = ask(app, people.ba_tu.account()).id
        assert len(assignments_of(request_id)) == 1
        told = app.extensions["sqlalchemy"].session.query(Delivery).order_by(Delivery.id)
        assert [one.to for one in told][before:] == [people.minh.phone]
