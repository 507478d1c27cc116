"""Whoever taps again, or comes back when it is over, gets the same calm answer.

The links in messages are in `test_check_in.py`, the webhook in `tests/sms_intake`.
"""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.audit import AuditEntry
from connect.foundation.database import db
from connect.help_requests.lifecycle import Status
from connect.notifications.models import Notice
from tests.people import People
from tests.situations import a_group, ask, assignments_of, request_now, responder_now, situation
from tests.web import Browser


def traces(app: Flask) -> tuple[int, int]:
    """How many notices and audit entries there are."""
    with app.app_context():
        counts = [
            db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in (Notice, AuditEntry)
        ]
    return counts[0], counts[1]


def test_yes_to_an_offer_again(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    url = f"/api/v1/offers/{here.offer_id}/accept"
    first = people.huong.client.post(url)
    before = traces(app)
    again = people.huong.client.post(url)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_data() == again.get_data()
    assert traces(app) == before
    with app.test_request_context():
        assert responder_now(here.responder_id).load == 1
    url = f"/api/v1/requests/{here.request_id}/release"
    assert people.huong.client.post(url).status_code == 200
    url = f"/api/v1/offers/{here.offer_id}/accept"
    assert people.huong.client.post(url).status_code == 409  # it is theirs no more


def test_two_taps_on_yes_at_the_same_moment(app: Flask, people: People) -> None:
    here, huong = situation(app, people, Status.OPEN), people.huong
    told: list[int] = []

    def tap() -> None:
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {huong.token}"
        told.append(client.post(f"/api/v1/offers/{here.offer_id}/accept").status_code)

    threads = [threading.Thread(target=tap) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert told == [201, 201]
    with app.test_request_context():
        assert responder_now(here.responder_id).load == 1


def test_no_to_an_offer_again(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    url = f"/api/v1/offers/{here.offer_id}/decline"
    assert people.huong.client.post(url).status_code == 204
    before = traces(app)
    assert people.huong.client.post(url).status_code == 204
    assert traces(app) == before


def test_a_colleague_who_says_yes_after_the_first_hears_that_it_is_answered(
    app: Flask, people: People
) -> None:
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        a_group(huong.account(), minh.account())
        [offer] = assignments_of(ask(app).id)
    url = f"/api/v1/offers/{offer.id}/accept"
    assert minh.client.post(url).status_code == 201
    assert huong.client.post(url).status_code == 409
    assert minh.client.post(url).status_code == 201


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_an_answer_on_the_page_again(answer: str, app: Flask, people: People) -> None:
    here, browser = situation(app, people, Status.OPEN), people.huong.browser
    pages = []
    for _time in range(2):
        told = browser.post(f"/offers/{here.offer_id}/{answer}", data=browser.csrf())
        assert told.status_code == 303
        pages.append((told.location, "note--done" in browser.get(told.location).text))
    assert pages[0] == pages[1]
    assert pages[0][1]


def test_the_manage_link_after_closing(app: Flask, people: People, client: Browser) -> None:
    here = situation(app, people, Status.CLOSED)
    seen = []
    for _time in range(2):
        opened = client.get(f"/m/{here.manage_token}")
        assert opened.status_code == 303
        page = client.get(opened.location)
        assert page.status_code == 200
        seen.append(opened.location)
        closed = client.post(
            f"/requests/{here.request_id}/close", data=client.csrf() | {"reason": "withdrawn"}
        )
        assert (closed.status_code, closed.location) == (303, opened.location)
        manage = {"X-Manage-Token": here.manage_token}
        url = f"/api/v1/requests/{here.request_id}"
        assert app.test_client().get(url, headers=manage).status_code == 200
        answer = app.test_client().post(
            f"{url}/close", json={"reason": "withdrawn"}, headers=manage
        )
        assert answer.status_code == 409
    assert seen[0] == seen[1]
    with app.test_request_context():
        assert request_now(here.request_id).close_reason == "withdrawn"
