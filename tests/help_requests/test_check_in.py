"""Who is not heard of is asked: still needed? has it arrived? Only then does time end a case."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation.audit import history
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db
from connect.help_requests import answer_by_phone, assignments, keep_time, queries
from connect.help_requests.check_ins import Answer, answer
from connect.help_requests.lifecycle import Status
from connect.help_requests.silence import STEPS, Silence, due_after, next_step
from connect.notifications.models import Delivery, Notice
from tests.people import People
from tests.situations import CLAIMANT, SECRETS, ask, live_through, request_now, situation
from tests.web import Browser, browser_of

HOUR = timedelta(hours=1)
MOMENT = timedelta(seconds=5)


def listed(client: Browser) -> list[str]:
    answer = client.get("/api/v1/requests?near=10.734,106.7215").json
    newest = client.get("/api/v1/requests").json
    assert answer is not None
    assert newest is not None
    assert [one["id"] for one in answer["items"]] == [one["id"] for one in newest["items"]]
    return [one["id"] for one in answer["items"]]


def asked(request_id: uuid.UUID) -> list[str]:
    told = db.session.query(Notice).filter_by(request_id=request_id, kind="check_in")
    return [notice.text for notice in told.order_by(Notice.created_at)]


def token_of(request_id: uuid.UUID) -> str:
    return queries.reply_token(request_now(request_id))


def silent_for(app: Flask, hours: float) -> None:
    """Days of silence, with the worker awake."""
    with app.test_request_context():
        start = utcnow()
        for hour in range(0, int(hours) + 1, 6):
            keep_time(start + hour * HOUR)
        keep_time(start + hours * HOUR)


def test_an_open_request_is_asked_after_then_hidden_then_expires(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, Status.OPEN)
    with app.test_request_context():
        start = utcnow()
        assert keep_time(start + 48 * HOUR - MOMENT)["checked_in"] == 0
        assert keep_time(start + 48 * HOUR)["checked_in"] == 1
        [text] = asked(here.request_id)
        assert f"/r/{token_of(here.request_id)}" in text
        assert request_now(here.request_id).code in text
        assert listed(client) == [str(here.request_id)]  # asked, and still on the list

        assert keep_time(start + 72 * HOUR - MOMENT)["hidden"] == 0
        assert keep_time(start + 72 * HOUR + MOMENT)["hidden"] == 1
        assert listed(client) == []
        hidden = request_now(here.request_id)
        assert (hidden.status, hidden.silence, hidden.ask_at) == ("open", "hidden", None)
        assert keep_time(start + 90 * HOUR)["asked"] == 0  # nobody is sent to a silent door

        assert keep_time(start + 168 * HOUR - MOMENT)["expired"] == 0
        assert keep_time(start + 168 * HOUR + MOMENT)["expired"] == 1
        closed = request_now(here.request_id)
        assert (closed.status, closed.close_reason) == ("closed", "expired")
        assert closed.silence_due_at is None
        steps = [entry.action for entry in history(here.request_id)]
        assert [s for s in steps if s not in ("opened", "asked", "nobody_left")] == [
            "checked_in",
            "hidden",
            "expired",
        ]


def test_a_worker_that_was_dead_for_a_month_ends_nothing_unasked(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, Status.OPEN)
    with app.test_request_context():
        later = utcnow() + timedelta(days=30)
        done = keep_time(later)
        assert (done["checked_in"], done["hidden"], done["expired"]) == (1, 0, 0)
        assert keep_time(later + 24 * HOUR - MOMENT)["hidden"] == 0
    assert listed(client) == [str(here.request_id)]


def test_still_needed_keeps_it_on_the_list_and_brings_it_back(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, Status.OPEN)
    silent_for(app, 73)
    assert listed(client) == []
    url = f"/api/v1/requests/{here.request_id}/still-needed"
    told = client.post(url, headers={"X-Manage-Token": here.manage_token})
    assert (told.status_code, told.get_json()["status"]) == (200, "open")
    assert listed(client) == [str(here.request_id)]
    with app.test_request_context():
        request = request_now(here.request_id)
        assert request.silence == Silence.HEARD
        assert request.ask_at is not None  # people are asked for it again
        assert request.silence_due_at is not None
        assert abs(request.silence_due_at - utcnow() - 48 * HOUR) < timedelta(minutes=1)


def test_editing_is_a_sign_of_life(app: Flask, client: Browser, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    silent_for(app, 73)
    changed = people.ba_tu.client.patch(f"/api/v1/requests/{here.request_id}", json={"people": 5})
    assert changed.get_json()["silence"] == "heard"
    assert listed(client) == [str(here.request_id)]


def test_a_delivery_is_asked_after_at_a_day_and_believed_at_two(app: Flask, people: People) -> None:
    here = situation(app, people, Status.DELIVERED)
    with app.test_request_context():
        start = utcnow()
        assert keep_time(start + 24 * HOUR - MOMENT)["checked_in"] == 0
        assert keep_time(start + 24 * HOUR)["checked_in"] == 1
        assert len(asked(here.request_id)) == 1
        assert keep_time(start + 48 * HOUR - MOMENT)["confirmed"] == 0
        assert keep_time(start + 48 * HOUR + MOMENT)["confirmed"] == 1
        assert request_now(here.request_id).status == "fulfilled"
        assert history(here.request_id)[-1].actor == "system"


def press(browser: Browser, page: str, said: str) -> TestResponse:
    """What a button of the page sends, offered there or not."""
    return browser.post(page, data={"answer": said} | browser.csrf())


def test_by_the_link_without_an_account(app: Flask, client: Browser, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    silent_for(app, 49)
    with app.test_request_context():
        page = f"/r/{token_of(here.request_id)}"
    stranger = browser_of(app)
    shown = stranger.get(page).get_data(as_text=True)
    assert all(secret not in shown for secret in SECRETS.values())
    with app.test_request_context():
        assert request_now(here.request_id).silence == "asked"  # looking answers nothing
    for _time in range(2):
        assert press(stranger, page, "still_needed").status_code == 303
        with app.test_request_context():
            assert request_now(here.request_id).silence == "heard"
    assert press(stranger, page, "not_needed").status_code == 303
    with app.test_request_context():
        assert request_now(here.request_id).close_reason == "withdrawn"
    # The link goes on answering calmly, and brings it back with one tap.
    assert press(stranger, page, "not_needed").status_code == 303
    assert press(stranger, page, "arrived").status_code == 303
    assert stranger.get(page).status_code == 200
    assert press(stranger, page, "still_needed").status_code == 303
    assert listed(client) == [str(here.request_id)]


def test_an_expired_request_is_open_again_with_one_tap(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, Status.OPEN)
    with app.test_request_context():
        assert live_through(timedelta(days=8))["expired"] == 1
        [told] = db.session.query(Notice).filter_by(request_id=here.request_id, kind="expired")
        page = f"/r/{token_of(here.request_id)}"
        assert page in told.text
    assert press(browser_of(app), page, "still_needed").status_code == 303
    assert listed(client) == [str(here.request_id)]


@pytest.mark.parametrize(
    ("said", "status"), [(Answer.ARRIVED, Status.FULFILLED), (Answer.NOT_ARRIVED, Status.OPEN)]
)
def test_whether_it_has_arrived_by_the_link_twice(
    said: Answer, status: Status, app: Flask, people: People
) -> None:
    here = situation(app, people, Status.DELIVERED)
    with app.test_request_context():
        for _time in range(2):
            assert answer(here.request_id, said).id == here.request_id
            assert request_now(here.request_id).status == status


def test_what_a_coordinator_has_judged_the_link_does_not_undo(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    closed = people.chi_lan.client.post(
        f"/api/v1/requests/{here.request_id}/close", json={"reason": "duplicate"}
    )
    assert closed.status_code == 200
    with app.test_request_context():
        assert answer(here.request_id, Answer.STILL_NEEDED).status == "closed"


@pytest.mark.parametrize("token", ["x", "manage"])
def test_a_link_that_is_not_ours(token: str, app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    page = f"/r/{here.manage_token if token == 'manage' else token}"
    assert browser_of(app).get(page).status_code == 404
    assert press(browser_of(app), page, "not_needed").status_code == 404
    with app.test_request_context():
        reply = token_of(here.request_id)
    assert browser_of(app).get(f"/m/{reply}").status_code == 404  # nor does it act for anyone


def test_by_a_reply_from_the_phone(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    phone = SECRETS["phone"]
    with app.test_request_context():
        assert answer_by_phone(phone, yes=True) is None  # nobody has asked
    silent_for(app, 49)
    with app.test_request_context():
        kept = answer_by_phone(phone, yes=True)
        assert kept is not None
        assert kept.id == here.request_id
        assert answer_by_phone(phone, yes=True) is None  # answered
        assert answer_by_phone("+84912345698", yes=False) is None
    silent_for(app, 49)
    with app.test_request_context():
        ended = answer_by_phone(phone, yes=False)
        assert ended is not None
        assert (ended.status, ended.close_reason) == ("closed", "withdrawn")
        assert answer_by_phone(phone, yes=False) is None


def test_no_it_has_not_arrived_by_a_reply(app: Flask, people: People) -> None:
    here = situation(app, people, Status.DELIVERED)
    silent_for(app, 25)
    with app.test_request_context():
        request = answer_by_phone(SECRETS["phone"], yes=False)
        assert request is not None
        assert (request.id, request.status) == (here.request_id, "open")
        # The same reply again says nothing about whether help is still needed.
        assert answer_by_phone(SECRETS["phone"], yes=False) is None
        assert request_now(here.request_id).status == "open"


def test_the_page_asks_and_hears(app: Flask, client: Browser, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    page = f"/requests/{here.request_id}"
    browser = people.ba_tu.browser
    assert "/still-needed" not in browser.get(page).get_data(as_text=True)
    silent_for(app, 73)
    assert "/still-needed" in browser.get(page).get_data(as_text=True)
    browser.send(page, action="/still-needed")
    assert listed(client) == [str(here.request_id)]


def test_a_hidden_request_can_still_be_taken_by_who_has_it_open(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    silent_for(app, 73)
    assert people.minh.client.post(f"/api/v1/requests/{here.request_id}/claim").status_code == 201
    with app.test_request_context():
        request = request_now(here.request_id)
        assert (request.silence, request.silence_due_at) == ("heard", None)


@pytest.mark.parametrize("status", list(Status))
def test_every_ladder_ends(status: Status) -> None:
    silence, waited = Silence.HEARD, timedelta()
    for _step in range(len(Silence) + 1):
        wait, then = due_after(status, silence), next_step(status, silence)
        assert (wait is None) == (then is None)
        if wait is None or not isinstance(then, Silence):
            break
        waited, silence = waited + wait, then
    else:
        pytest.fail("it goes round in circles")
    waits = status in (Status.HELD, Status.OPEN, Status.DELIVERED)
    assert waits == ((status, Silence.HEARD) in STEPS)


def test_both_see_each_step(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    silent_for(app, 73)
    page = f"/requests/{here.request_id}"
    for reader in (people.ba_tu, people.chi_lan):
        shown = reader.browser.get(page, headers={"Accept-Language": "en"}).get_data(as_text=True)
        assert "We asked whether this is still so" in shown
        assert "Off the list until we hear from you" in shown
    stranger = browser_of(app).get(page, headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "We asked whether this is still so" not in stranger


def test_a_reply_is_about_the_latest_question(app: Flask, people: People) -> None:
    """What was hidden long ago waits longer for its next step than what was asked just now."""
    old = situation(app, people, Status.OPEN)
    silent_for(app, 73)
    with app.test_request_context():
        new = ask(app).id
        assignments.claim(new, people.minh.account())
        assignments.deliver(new, people.minh.account(), CLAIMANT)
        keep_time(utcnow() + 25 * HOUR)
        answered = answer_by_phone(SECRETS["phone"], yes=False)
        assert answered is not None
        assert (answered.id, answered.status) == (new, "open")
        assert request_now(old.request_id).status == "open"


def test_where_nobody_can_be_asked_nothing_is_hidden(app: Flask, client: Browser) -> None:
    with app.test_request_context():
        request = ask(app, phone=None)
        start = request.created_at
        for day in range(1, 7):
            done = keep_time(start + timedelta(days=day))
            assert (done["checked_in"], done["hidden"], done["expired"]) == (0, 0, 0)
        assert listed(client) == [str(request.id)]
        assert keep_time(start + timedelta(days=7, minutes=1))["expired"] == 1
        steps = [entry.action for entry in history(request.id)]
        assert "checked_in" not in steps  # and nobody says that they were


def test_the_question_does_not_ring_at_night(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = situation(app, people, Status.OPEN)
    with app.test_request_context():
        three_at_night = datetime(2031, 5, 6, 20, 0, tzinfo=UTC)  # in Viet Nam
        monkeypatch.setattr(
            "connect.notifications.service.utcnow", lambda: three_at_night, raising=True
        )
        assert keep_time(three_at_night)["checked_in"] == 1
        [notice] = db.session.query(Notice).filter_by(request_id=here.request_id, kind="check_in")
        [delivery] = db.session.query(Delivery).filter_by(notice_id=notice.id)
        assert delivery.due_at.astimezone(HOME_ZONE).hour == 6
