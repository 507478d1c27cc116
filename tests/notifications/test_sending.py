"""Nothing that people are told is lost, doubled or out of order."""

import threading
import time
from datetime import datetime, timedelta

import pytest
from flask import Flask

from connect import channels
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.notifications import deliver_due, mute_phone, notify, oldest_due_s
from connect.notifications.backoff import MOST_TRIES, after_the_night, pause_after
from connect.notifications.models import Delivery, DeliveryState
from connect.notifications.sending import HANGS_S

PHONE, OTHER = "+84912345671", "+84912345672"


@pytest.fixture
def wire(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """What goes wrong on the wire next; it works once nothing is left."""
    script: list[Exception] = []
    honest = channels.send

    def send(message: channels.Message) -> None:
        if script:
            raise script.pop(0)
        honest(message)

    monkeypatch.setattr(channels, "send", send)
    return script


def tell(*texts: str, to: str = PHONE) -> None:
    with transaction():
        for text in texts:
            notify(kind="test", text=text, phone=to)
            db.session.flush()


def deliveries() -> list[Delivery]:
    db.session.expire_all()
    return list(db.session.query(Delivery).order_by(Delivery.id))


def bodies(to: str | None = None) -> list[str]:
    """What was said, without the link below it that unsubscribes."""
    return [message["body"].partition("\n")[0] for message in channels.sent(to=to)]


def make_due() -> None:
    with transaction():
        db.session.query(Delivery).update({"due_at": utcnow(), "leased_until": None})


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


class Killed(BaseException):
    """What nothing in a process hears of: a kill -9 has no handler."""


def leases_run_out() -> None:
    with transaction():
        db.session.query(Delivery).update({"leased_until": utcnow() - timedelta(seconds=1)})


def test_who_dies_while_sending_leaves_it_to_the_next(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(bodies())
    for number in range(5):
        tell(f"tin {number}", to=f"+8491234568{number}")
    honest = channels.send

    def die_on_third(message: channels.Message) -> None:
        honest(message)
        if message.body.startswith("tin 2"):
            raise Killed

    monkeypatch.setattr(channels, "send", die_on_third)
    with pytest.raises(Killed):
        deliver_due()
    monkeypatch.setattr(channels, "send", honest)
    assert [one.state for one in deliveries()] == ["sent", "sent", "due", "due", "due"]
    assert deliver_due() == 0  # whoever holds them may still live
    leases_run_out()
    assert deliver_due() == 3
    # One was on the wire and is there twice; of those put aside with it none is lost or doubled.
    assert sorted(bodies()[before:]) == ["tin 0", "tin 1", "tin 2", "tin 2", "tin 3", "tin 4"]
    assert [one.tries for one in deliveries()] == [1, 1, 2, 1, 1]


def test_what_another_took_after_a_lease_ran_out_is_left_to_them(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(bodies())
    tell("một")
    tell("hai", to=OTHER)
    honest = channels.send

    def stand_still(message: channels.Message) -> None:
        monkeypatch.setattr(channels, "send", honest)
        leases_run_out()
        assert deliver_due() == 2  # the other worker
        honest(message)

    monkeypatch.setattr(channels, "send", stand_still)
    assert deliver_due() == 1
    assert sorted(bodies()[before:]) == ["hai", "một", "một"]
    assert {one.state for one in deliveries()} == {"sent"}


@pytest.mark.parametrize("late", [channels.TemporaryFailure(), channels.PermanentFailure("no")])
def test_who_fails_late_takes_nothing_from_who_is_sending_now(
    app: Flask, monkeypatch: pytest.MonkeyPatch, late: Exception
) -> None:
    on_the_wire, failed = threading.Event(), threading.Event()
    turns = iter(("first", "second"))

    def send(_message: channels.Message) -> None:
        if next(turns) == "first":
            leases_run_out()
            second.start()
            assert on_the_wire.wait(10)
            raise late
        on_the_wire.set()
        assert failed.wait(10)

    def work() -> None:
        with app.app_context():
            deliver_due()

    first, second = threading.Thread(target=work), threading.Thread(target=work)
    monkeypatch.setattr(channels, "send", send)
    with app.app_context():
        tell("một")
        first.start()
        first.join(10)
        [one] = deliveries()
        assert (one.state, one.tries, one.error) == ("due", 2, "")
        assert one.leased_until is not None
        assert one.leased_until > utcnow()
    failed.set()
    second.join(10)
    with app.app_context():
        assert [one.state for one in deliveries()] == ["sent"]


def test_what_was_sent_late_was_sent(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    tell("một")

    def send(_message: channels.Message) -> None:
        leases_run_out()

    monkeypatch.setattr(channels, "send", send)
    assert deliver_due() == 1
    assert [one.state for one in deliveries()] == ["sent"]


def test_a_wire_that_hangs_lets_the_others_go_first(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell("một")
    tell("hai", to=OTHER)
    tell("ba", to="+84912345673")
    with transaction():
        db.session.query(Delivery).filter_by(to="+84912345673").update({"channel": "zalo"})
    order: list[str] = []

    def send(message: channels.Message) -> None:
        order.append(message.body.partition("\n")[0])
        if message.channel == "sms":
            if order == ["một"]:
                time.sleep(HANGS_S + 0.1)
            raise channels.TemporaryFailure

    monkeypatch.setattr(channels, "send", send)
    assert deliver_due() == 1
    assert order == ["một", "ba", "hai"]
    assert [(one.state, one.tries) for one in deliveries()] == [("due", 1), ("due", 1), ("sent", 1)]


def test_who_is_told_to_stop_puts_the_rest_back_at_once(context: Flask) -> None:
    for number in range(5):
        tell(f"tin {number}", to=f"+8491234568{number}")
    goes_on = iter((True, True, True, False, False))
    assert deliver_due(lambda: next(goes_on)) == 2
    assert [one.state for one in deliveries()] == ["sent", "sent", "due", "due", "due"]
    assert [one.tries for one in deliveries()] == [1, 1, 0, 0, 0]
    assert deliver_due() == 3


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


def test_two_workers_share_the_work(app: Flask) -> None:
    with app.app_context():
        before = len(bodies())
        tell(*(f"tin {n}" for n in range(30)))
        tell(*(f"tin {n}" for n in range(30)), to=OTHER)

    def work() -> None:
        with app.app_context():
            deliver_due()

    threads = [threading.Thread(target=work) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with app.app_context():
        while oldest_due_s():  # who found everything leased has gone home
            deliver_due()
        for phone in (PHONE, OTHER):
            assert bodies(phone)[-30:] == [f"tin {n}" for n in range(30)]
        assert len(bodies()) == before + 60


def test_no_connection_is_held_while_the_wire_is_used(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []
    monkeypatch.setattr(
        channels, "send", lambda _message: held.append(db.session.registry().in_transaction())
    )
    tell("một")
    assert deliver_due() == 1
    assert held == [False]


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
