"""Who is not heard of is asked: still needed? has it arrived? Only then does time end a case."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from connect.foundation.audit import history
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db
from connect.help_requests import keep_time
from connect.help_requests.lifecycle import Status
from connect.help_requests.silence import STEPS, Silence, due_after, next_step
from connect.notifications.models import Delivery, Notice
from tests.help_requests.silence import HOUR, MOMENT, asked, listed, silent_for, token_of
from tests.people import People
from tests.situations import ask, request_now, situation
from tests.web import Browser, browser_of


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
    assert waits == (due_after(status, can_be_asked=False) is not None)  # who has no phone, too


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
