"""Pages that cannot listen ask: nothing has changed, or something has, and never what."""

from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation import audit
from connect.live.tickets import sign_ticket
from tests.live.conftest import ticket_in
from tests.people import People
from tests.situations import ask, help_from, situation
from tests.web import Browser, browser_of

NEAR = "/requests?near=10.734,106.7215"


def since(browser: Browser, ticket: str, tag: str = "") -> TestResponse:
    headers = {"If-None-Match": tag} if tag else {}
    return browser.get("/live/since", query_string={"ticket": ticket}, headers=headers)


def opened(browser: Browser, path: str) -> tuple[str, str]:
    """The ticket of a page, and the tag that it has now."""
    ticket = ticket_in(browser.get(path).get_data(as_text=True))
    tag = since(browser, ticket).headers["ETag"]
    assert since(browser, ticket, tag).status_code == 304
    return ticket, tag


def test_a_claim_and_a_message_change_the_tag_of_those_who_may_know(
    app: Flask, people: People
) -> None:
    here = situation(app, people, "open")
    page = f"/requests/{here.request_id}"
    with_link, stranger = browser_of(app), browser_of(app)
    with_link.get(f"/m/{here.manage_token}")
    mine, others = opened(with_link, page), opened(stranger, page)
    assert people.huong.client.post(f"/api/v1{page}/claim").status_code in (200, 201)
    assert since(with_link, *mine).status_code == 200
    assert since(stranger, *others).status_code == 200

    mine, others = opened(with_link, page), opened(stranger, page)
    said = people.huong.client.post(f"/api/v1{page}/messages", json={"body": "Tới ngay."})
    assert said.status_code == 201
    answer = since(with_link, *mine)
    assert (answer.status_code, answer.data) == (200, b"")
    assert since(stranger, *others).status_code == 304


def test_the_inbox_the_list_and_the_desk_change_too(app: Flask, people: People) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
    readers = {
        "/inbox": people.huong.browser,
        "/mine": people.huong.browser,
        "/desk": people.chi_lan.browser,
        NEAR: browser_of(app),
    }
    before = {path: opened(browser, path) for path, browser in readers.items()}
    with app.test_request_context():
        ask(app, people.ba_tu.account())
    for path, browser in readers.items():
        assert since(browser, *before[path]).status_code == 200, path


def test_that_somebody_looked_changes_no_tag(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    before = opened(browser_of(app), NEAR), opened(people.chi_lan.browser, "/desk")
    people.chi_lan.browser.get(f"/requests/{here.request_id}")
    with app.app_context():
        assert audit.history(here.request_id)[-1].actor == str(people.chi_lan.id)  # recorded
    for ticket, tag in before:
        assert since(browser_of(app), ticket, tag).status_code == 304


def test_a_ticket_that_is_none_has_no_tag_so_that_the_page_looks_for_itself(app: Flask) -> None:
    for ticket in ("", "x", "x" * 3_000):
        answer = since(browser_of(app), ticket, '"anything"')
        assert (answer.status_code, answer.headers.get("ETag")) == (200, None)
    with app.app_context():
        assert since(browser_of(app), sign_ticket([])).headers["ETag"]


def test_a_page_that_looks_by_itself_leaves_the_cookie_alone(app: Flask, people: People) -> None:
    """Another window may have been given something meanwhile; and the notes are for its owner."""
    huong = people.huong.browser
    here = situation(app, people, "open")
    huong.get(f"/m/{here.manage_token}")
    seen = huong.get(f"/requests/{here.request_id}", headers={"X-Live": "1"})
    assert "Set-Cookie" not in seen.headers
    assert "Set-Cookie" in huong.get(f"/requests/{here.request_id}").headers
