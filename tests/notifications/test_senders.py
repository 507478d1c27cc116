"""Who sends may die, hang, be late, or be one of several: nothing is lost or doubled."""

import threading
import time
from datetime import timedelta

import pytest
from flask import Flask

from connect import channels
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.notifications import deliver_due, oldest_due_s
from connect.notifications.models import Delivery
from connect.notifications.sending import HANGS_S
from tests.notifications.outgoing import OTHER, PHONE, bodies, deliveries, tell


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
