"""Who asked takes themselves out of one request, with or without an account; nobody else can."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.conversations.models import Message
from connect.foundation.audit import history
from connect.foundation.database import db
from connect.foundation.errors import NotAllowed
from connect.help_requests import Status
from connect.help_requests.access import Standing
from connect.help_requests.erasure import erase_request
from connect.notifications.models import Notice
from tests.people import People
from tests.situations import (
    CLAIMANT,
    COORDINATOR,
    SECRETS,
    Situation,
    request_now,
    responder_now,
    situation,
)
from tests.web import Browser, browser_of

STATES = [Status.OPEN, Status.CLAIMED, Status.DELIVERED, Status.FULFILLED, Status.CLOSED]


def by_link(app: Flask, here: Situation) -> Browser:
    browser = browser_of(app)
    browser.hold(here.manage_token)
    return browser


def erase(browser: Browser, here: Situation) -> int:
    url = f"/requests/{here.request_id}"
    return browser.send(url, action="/erase").status_code


@pytest.mark.parametrize("state", STATES)
def test_by_the_link_alone_all_that_was_told_is_gone(
    state: Status, app: Flask, people: People
) -> None:
    here = situation(app, people, state)
    browser = by_link(app, here)
    assert erase(browser, here) == 303
    with app.test_request_context():
        now = request_now(here.request_id)
        assert (now.phone, now.name, now.description, now.address) == (None, "", "", "")
        assert (now.lat, now.lon) == (now.cell_lat, now.cell_lon)
        assert {item.note for item in now.items} == {""}
        ended = state if state in (Status.FULFILLED, Status.CLOSED) else Status.CLOSED
        assert now.status == ended
        assert [one.actor for one in history(here.request_id) if one.action == "erased"] == [
            "requester"
        ]
    # The link is no longer anybody's, and the list of what is mine has lost it.
    page = browser.get(f"/requests/{here.request_id}").get_data(as_text=True)
    assert not any(secret in page for secret in SECRETS.values())
    assert str(here.request_id) not in browser.get("/mine").get_data(as_text=True)


def test_by_the_account_that_asked(app: Flask, people: People) -> None:
    here = situation(app, people, "open")
    assert erase(people.ba_tu.browser, here) == 303
    with app.test_request_context():
        assert request_now(here.request_id).requester_id is None


def test_who_was_coming_is_told_and_free_again(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    assert "Gạo" in people.huong.browser.get("/inbox").get_data(as_text=True)
    assert erase(by_link(app, here), here) == 303
    # And what was told to helpers held the words of who asked.
    assert "Gạo" not in people.huong.browser.get("/inbox").get_data(as_text=True)
    with app.test_request_context():
        assert responder_now(here.responder_id).load == 0
        told = db.session.scalars(sa.select(Notice).where(Notice.account_id == people.huong.id))
        assert "closed" in {one.kind for one in told}


def test_what_they_wrote_is_gone_and_what_the_helper_wrote_is_not(
    app: Flask, people: People
) -> None:
    here = situation(app, people, "claimed")
    url = f"/requests/{here.request_id}"
    by_link(app, here).send(url, action="/messages#messages", body="Nhà tôi cuối hẻm.")
    people.huong.browser.send(url, action="/messages#messages", body="Con đến ngay.")
    assert erase(by_link(app, here), here) == 303
    with app.test_request_context():
        said = db.session.scalars(sa.select(Message).order_by(Message.at)).all()
        assert {one.body for one in said if one.from_requester} == {""}
        assert "Con đến ngay." in {one.body for one in said}


def test_a_second_tap_finds_it_gone(app: Flask, people: People) -> None:
    here = situation(app, people, "open")
    browser = by_link(app, here)
    assert erase(browser, here) == 303
    again = browser.post(f"/requests/{here.request_id}/erase", data=browser.csrf())
    assert (again.status_code, again.location) == (303, "/mine")
    with app.test_request_context():
        assert [one.action for one in history(here.request_id)].count("erased") == 1


@pytest.mark.parametrize("standings", [COORDINATOR, CLAIMANT, frozenset((Standing.COLLEAGUE,))])
def test_nobody_else_can(standings: frozenset[Standing], app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    with app.test_request_context():
        with pytest.raises(NotAllowed):
            erase_request(here.request_id, people.chi_lan.account(), standings)
        assert request_now(here.request_id).phone == SECRETS["phone"]
