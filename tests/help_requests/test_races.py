"""Two acts at the same moment: one of them wins, and nothing is left that does not fit together."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from connect.accounts import suspend
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import ConnectError
from connect.help_requests import (
    CloseReason,
    ItemDetails,
    add_items,
    assignments,
    erase,
    offering,
    service,
    triage,
)
from connect.help_requests.models import Assignment, HelpRequest
from connect.responders import Responder
from tests.people import People
from tests.situations import (
    CLAIMANT,
    COORDINATOR,
    REQUESTER,
    Situation,
    ask,
    assignments_of,
    help_from,
    live_through,
    request_now,
    responder_now,
    situation,
)

PAUSE_S = 0.4
THE_CASE = ("FROM assignment", "FROM help_request")


def together(
    app: Flask,
    slow: Callable[[], object],
    fast: Callable[[], object],
    look: int = 1,
    at: tuple[str, ...] = THE_CASE,
) -> list[str]:
    """Runs both; `slow` stops after its nth `look` at the case until `fast` had its time.

    Where it looks less often, `fast` comes after it. Statements with any of the words in `at` are
    counted as looks.
    """
    looked, done = threading.Event(), threading.Event()
    slow_thread: list[int] = []
    looks: list[str] = []

    def hold(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        mine = slow_thread and threading.get_ident() == slow_thread[0]
        if mine and any(words in statement for words in at):
            looks.append(statement)
            if len(looks) == look:
                looked.set()
                done.wait(PAUSE_S)

    told: list[str] = []

    def run(act: Callable[[], object], *, first: bool) -> None:
        if first:
            slow_thread.append(threading.get_ident())
        else:
            looked.wait(30)
        with app.test_request_context():
            try:
                act()
                told.append("done")
            except ConnectError as refused:
                told.append(type(refused).__name__)
            finally:
                db.session.remove()
        (looked if first else done).set()

    with app.app_context():
        engine = db.engine
    event.listen(engine, "after_cursor_execute", hold)
    try:
        threads = [
            threading.Thread(
                target=run, name=act.__name__, args=(act,), kwargs={"first": act is slow}
            )
            for act in (slow, fast)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in threads)
    finally:
        event.remove(engine, "after_cursor_execute", hold)
    return told


@contextmanager
def commits(app: Flask) -> Iterator[dict[str, None]]:
    """Which acts have committed, in their order: what each does after that ends in any."""
    order: dict[str, None] = {}

    def note(_connection: object) -> None:
        order.setdefault(threading.current_thread().name)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "commit", note)  # before the database lets go of its locks
    try:
        yield order
    finally:
        event.remove(engine, "commit", note)


def fits_together(app: Flask, here: Situation) -> None:
    """The state of the request, its assignments and the load of its helper say the same."""
    with app.test_request_context():
        request = request_now(here.request_id)
        active = db.session.scalar(
            sa.select(sa.func.count()).where(
                Assignment.request_id == here.request_id,
                Assignment.state.in_(("accepted", "on_the_way")),
            )
        )
        assert active == (1 if request.status == "claimed" else 0)
        loads = sum(responder.load for responder in db.session.query(Responder))
        assert loads == active
        live_through(timedelta(days=8))
        assert request_now(here.request_id).status in ("closed", "fulfilled", "open")


@pytest.mark.parametrize("slow", ["accept", "decline"])
def test_yes_and_no_to_the_same_offer(slow: str, app: Flask, people: People) -> None:
    here, huong = situation(app, people, "open"), people.huong
    acts = {
        "accept": lambda: assignments.accept(here.offer_id, huong.account()),
        "decline": lambda: assignments.decline(here.offer_id, huong.account()),
    }
    fast = acts["decline" if slow == "accept" else "accept"]
    told = together(app, acts[slow], fast)
    assert sorted(told) == ["WrongState", "done"]
    fits_together(app, here)


def test_a_no_while_somebody_else_takes_it(app: Flask, people: People) -> None:
    here, huong, minh = situation(app, people, "open"), people.huong, people.minh
    assert minh.id
    told = together(
        app,
        lambda: assignments.decline(here.offer_id, huong.account()),
        lambda: assignments.claim(here.request_id, minh.account()),
    )
    assert "done" in told
    fits_together(app, here)


def test_who_is_suspended_in_the_moment_of_a_claim_carries_nothing(
    app: Flask, people: People
) -> None:
    here, minh = situation(app, people, "open"), people.minh

    def decide() -> None:
        with transaction():
            suspend(minh.phone, utcnow() + timedelta(days=7))

    # Its second look is behind the one whether they are suspended.
    together(app, lambda: assignments.claim(here.request_id, minh.account()), decide, 2)
    with app.test_request_context():
        assert request_now(here.request_id).status == "open"
    fits_together(app, here)


@pytest.mark.parametrize(("by_hand", "look"), [(False, 1), (True, 2)])
def test_a_request_that_is_marked_while_somebody_is_chosen_asks_no_stranger(
    by_hand: bool, look: int, app: Flask, people: People
) -> None:
    minh, chi_lan, settings = people.minh, people.chi_lan, app.config["CONNECT"]
    with app.test_request_context():
        request_id = ask(app).id
        responder_id = help_from(minh.account()).id

    def choose() -> None:
        if by_hand:
            triage.ask_by_hand(request_id, responder_id, chi_lan.account(), COORDINATOR)
        else:
            offering.ask_nearest(request_id)

    together(
        app,
        choose,
        lambda: service.edit(request_id, {"concerns": ["alone"]}, None, REQUESTER, settings),
        look,
    )
    with app.test_request_context():
        assert request_now(request_id).shielded
        assert {one.state for one in assignments_of(request_id)} <= {"timed_out"}


@pytest.mark.parametrize("look", [1, 2, 3])
def test_an_account_goes_while_its_case_goes_to_another(
    look: int, app: Flask, people: People
) -> None:
    here, huong, minh = situation(app, people, "claimed"), people.huong, people.minh
    assert minh.id

    def hand_over() -> None:
        assignments.release(here.request_id, huong.account(), CLAIMANT)
        assignments.claim(here.request_id, minh.account())

    together(app, lambda: erase(huong.id), hand_over, look)
    fits_together(app, here)


@pytest.mark.parametrize("look", range(1, 7))
def test_who_is_about_to_be_asked_takes_it(look: int, app: Flask, people: People) -> None:
    """Asking and taking lock the account before the request: neither waits for the other."""
    huong = people.huong
    with app.test_request_context():
        request_id = ask(app).id
        help_from(huong.account())
    told = together(
        app,
        lambda: offering.ask_nearest(request_id),
        lambda: assignments.claim(request_id, huong.account()),
        look,
    )
    assert told == ["done", "done"]
    with app.test_request_context():
        assert request_now(request_id).status == "claimed"
        assert [one.state for one in assignments_of(request_id)] == ["accepted"]


def test_more_is_added_to_a_request_while_somebody_takes_it(app: Flask, people: People) -> None:
    """Adding holds the request and locks no account: neither waits for the other in a circle."""
    huong, settings = people.huong, app.config["CONNECT"]
    with app.test_request_context():
        request_id = ask(app).id
        help_from(huong.account())
    more = [ItemDetails(category="medicine", goods="Panadol")]
    told = together(
        app,
        lambda: add_items(request_id, more, settings),
        lambda: assignments.claim(request_id, huong.account()),
    )
    assert told == ["done", "done"]
    with app.test_request_context():
        assert request_now(request_id).status == "claimed"


@pytest.mark.parametrize("act", ["lapse", "close"])
def test_a_delivery_against_the_clock_and_the_requester(
    act: str, app: Flask, people: People
) -> None:
    here, huong, ba_tu = situation(app, people, "claimed"), people.huong, people.ba_tu

    def other() -> None:
        if act == "lapse":
            live_through(timedelta(hours=5))
        else:
            reason = CloseReason.DONE_BY_OTHERS
            service.close(here.request_id, reason, ba_tu.account(), REQUESTER)

    together(app, lambda: assignments.deliver(here.request_id, huong.account(), CLAIMANT), other)
    fits_together(app, here)


def test_one_case_that_does_not_fit_stops_no_clock(app: Flask, people: People) -> None:
    broken = situation(app, people, "claimed")
    with app.test_request_context():
        with transaction():  # as no use case leaves it
            db.session.query(HelpRequest).filter_by(id=broken.request_id).update({"status": "open"})
        fine = ask(app).id
        assignments.claim(fine, people.minh.account())
        done = live_through(timedelta(hours=5))
        assert done["lapsed"] == 1
        assert request_now(fine).status == "open"
        assert responder_now(broken.responder_id).load == 1
