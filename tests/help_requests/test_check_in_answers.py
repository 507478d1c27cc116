"""The answer to a question after a request: by the link, by a figure, on the page."""

from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.help_requests import answer_by_phone, assignments, keep_time
from connect.help_requests.check_ins import Answer, answer
from connect.help_requests.lifecycle import Status
from connect.notifications.models import Notice
from tests.help_requests.silence import HOUR, listed, silent_for, token_of
from tests.people import People
from tests.situations import CLAIMANT, SECRETS, ask, live_through, request_now, situation
from tests.web import Browser, browser_of


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
