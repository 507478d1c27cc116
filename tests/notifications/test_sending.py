"""Nothing that people are told is lost, doubled or out of order."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from connect import channels
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.notifications import deliver_due, mute_phone, notify, oldest_due_s
from connect.notifications.backoff import MOST_TRIES, after_the_night, pause_after
from connect.notifications.models import Delivery, DeliveryState
from tests.notifications.outgoing import OTHER, PHONE, bodies, deliveries, make_due, tell


def test_what_was_told_goes_out_once(context: Flask) -> None:
    tell("một", "hai")
    assert oldest_due_s() > 0
    assert deliver_due() == 2
    assert deliver_due() == 0
    assert bodies(PHONE)[-2:] == ["một", "hai"]
    assert {one.state for one in deliveries()} == {"sent"}
    assert oldest_due_s() == 0


def test_what_is_rolled_back_was_never_told(context: Flask) -> None:
    def fail() -> None:
        with transaction():
            notify(kind="test", text="không", phone=PHONE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert deliveries() == []


def test_trouble_that_passes_is_waited_out_and_the_order_kept(
    context: Flask, wire: list[Exception]
) -> None:
    before = len(bodies())
    tell("một", "hai")
    tell("khác", to=OTHER)
    wire.append(channels.TemporaryFailure())
    assert deliver_due() == 1  # the other person need not wait
    first, second, _other = deliveries()
    assert (first.state, first.tries) == ("due", 1)
    assert first.due_at > utcnow()
    assert (second.state, second.tries) == ("due", 0)
    make_due()
    assert deliver_due() == 2
    assert bodies()[before:] == ["khác", "một", "hai"]


def test_what_waits_for_the_morning_holds_nothing_up(context: Flask) -> None:
    tell("đêm", "gấp")
    first, _second = deliveries()
    with transaction():
        first.due_at = utcnow() + timedelta(hours=6)
    assert deliver_due() == 1
    assert [one.state for one in deliveries()] == ["due", "sent"]


def test_a_gateway_that_asks_for_time_gets_it(context: Flask, wire: list[Exception]) -> None:
    tell("một")
    wire.append(channels.TemporaryFailure(900))
    assert deliver_due() == 0
    [one] = deliveries()
    assert timedelta(minutes=14) < one.due_at - utcnow() <= timedelta(minutes=15)


def test_trouble_that_stays_is_given_up_and_holds_nobody_up(
    context: Flask, wire: list[Exception]
) -> None:
    tell("một", "hai")
    wire.append(channels.PermanentFailure("no such number"))
    assert deliver_due() == 1
    first, second = deliveries()
    assert (first.state, first.error) == ("failed", "no such number")
    assert first.ended_at is not None
    assert second.state == "sent"


def test_it_gives_up_after_forty_eight_tries_in_about_four_hours(
    context: Flask, wire: list[Exception]
) -> None:
    tell("một")
    for _n in range(MOST_TRIES):
        wire.append(channels.TemporaryFailure())
        make_due()
        deliver_due()
    [one] = deliveries()
    assert (one.state, one.tries) == (DeliveryState.FAILED, MOST_TRIES)
    pauses = [pause_after(tries) for tries in range(1, MOST_TRIES)]
    assert (
        timedelta(hours=3) < sum((one for one in pauses if one), timedelta()) < timedelta(hours=5)
    )
    assert pause_after(MOST_TRIES) is None


def test_a_bug_of_ours_loses_nothing(context: Flask, wire: list[Exception]) -> None:
    tell("một")
    wire.append(ZeroDivisionError("oops"))
    assert deliver_due() == 0
    make_due()
    assert deliver_due() == 1


def test_what_was_unsubscribed_while_it_was_put_aside_is_not_sent(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell("một")
    tell("hai", to=OTHER)
    honest = channels.send

    def unsubscribe_other(message: channels.Message) -> None:
        mute_phone(OTHER)
        honest(message)

    monkeypatch.setattr(channels, "send", unsubscribe_other)
    assert deliver_due() == 1
    assert [one.state for one in deliveries()] == ["sent", "failed"]


@pytest.mark.parametrize(
    ("told", "due"),
    [
        ("2026-11-22T03:00:00+00:00", "2026-11-22T03:00:00+00:00"),  # ten in the morning
        ("2026-11-22T15:00:00+00:00", "2026-11-22T23:00:00+00:00"),  # ten in the evening
        ("2026-11-22T18:30:00+00:00", "2026-11-22T23:00:00+00:00"),  # half past one
        ("2026-11-22T23:00:00+00:00", "2026-11-22T23:00:00+00:00"),  # six
    ],
)
def test_the_night_is_over_at_six(told: str, due: str) -> None:
    assert after_the_night(datetime.fromisoformat(told)) == datetime.fromisoformat(due)


def test_a_queue_that_stands_still_is_seen(app: Flask) -> None:
    browser = app.test_client()
    assert browser.get("/ready").status_code == 200
    with app.app_context():
        tell("một")
        with transaction():
            db.session.query(Delivery).update({"due_at": utcnow() - timedelta(hours=1)})
    answer = browser.get("/ready")
    assert (answer.status_code, answer.get_json()["queues"]) == (503, ["deliveries"])
    metrics = browser.get("/metrics")
    assert metrics.mimetype == "text/plain"
    assert 'connect_queue_age_seconds{queue="deliveries"} 36' in metrics.text
