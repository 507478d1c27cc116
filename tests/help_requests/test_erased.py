"""Who has left is not brought back: not by an old link, not by an answer, not by a file."""

from flask import Flask

from connect.foundation.database import db
from connect.help_requests import ImportedRequest, save_imported
from connect.help_requests.check_ins import Answer
from connect.notifications.models import Delivery, Notice
from tests.people import People
from tests.secret_words import secrets_in
from tests.situations import SECRETS, a_need, assignments_of, request_now, situation
from tests.web import browser_of, words


def test_an_old_link_opens_nothing_any_more(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    url = f"/api/v1/requests/{here.request_id}"
    held = {"X-Manage-Token": here.manage_token}
    client = app.test_client()
    assert "code" not in client.get(url, headers=held).get_json()
    assert client.get(f"{url}/messages", headers=held).status_code in (401, 403)
    assert client.post(f"{url}/reopen", headers=held).status_code == 401
    browser = browser_of(app)
    page = f"/r/{here.reply_token}"
    assert browser.get(page).status_code == 404
    said = {"answer": Answer.STILL_NEEDED.value} | browser.csrf()
    assert browser.post(page, data=said).status_code == 404
    assert people.chi_lan.client.post(f"{url}/reopen").status_code == 403  # nobody is there
    with app.test_request_context():
        assert request_now(here.request_id).status == "closed"


def test_a_file_does_not_bring_them_back(app: Flask, people: People) -> None:
    here = situation(app, people, "open")
    people.ba_tu.client.delete("/api/v1/me")
    with app.test_request_context():
        old = ImportedRequest(details=a_need())
        saved = save_imported([(str(here.request_id), old)], app.config["CONNECT"])
        assert (saved.created, saved.updated) == (0, 1)
        request = request_now(here.request_id)
        kept = (request.name, request.phone, request.description, request.address)
        assert kept == ("", None, "", "")
        assert SECRETS["note"] not in [item.note for item in request.items]


def test_who_is_under_way_to_them_is_told_to_stay(app: Flask, people: People) -> None:
    """By what is left: no goods, no number, no link to a request that nobody knows any more."""
    here = situation(app, people, "claimed")
    huong = people.huong
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    with app.test_request_context():
        told = db.session.query(Notice).filter_by(account_id=huong.id, kind="closed").all()
        [(text, request_id)] = [(notice.text, notice.request_id) for notice in told]
        assert request_id is None
        assert "Nhu yếu phẩm" in text
        assert "Gạo" not in text
        assert secrets_in(text) == []
        assert db.session.query(Delivery).filter_by(to=huong.phone).count() >= 1
        assert request_now(here.request_id).status == "closed"
        [went] = assignments_of(here.request_id)
        assert (went.state, went.reason) == ("timed_out", "erased")  # which says nothing of them
    assert huong.client.get("/api/v1/cases").get_json()["items"] == []


def test_nobody_is_told_where_nobody_goes(app: Flask, people: People) -> None:
    situation(app, people, "open")
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    with app.test_request_context():
        assert db.session.query(Notice).filter_by(kind="closed").count() == 0


def test_a_helper_who_is_erased_leaves_no_name_and_no_dash(app: Flask, people: People) -> None:
    here = situation(app, people, "delivered")
    tu = people.ba_tu
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    page = tu.browser.page(f"/requests/{here.request_id}")
    assert "-" not in [one.text() for tag in ("h2", "b") for one in page.all(tag)]
    assert "- " not in words(page)
    assert "Huong" not in words(page)
    helper = tu.client.get(f"/api/v1/requests/{here.request_id}").get_json()["helper"]
    assert (helper["name"], helper["person"]) == ("", None)


def test_a_profile_that_is_removed_leaves_the_name_of_who_came(app: Flask, people: People) -> None:
    here = situation(app, people, "delivered")
    url = f"/api/v1/responders/{here.responder_id}"
    assert people.huong.client.delete(url).status_code == 204
    page = words(people.ba_tu.browser.page(f"/requests/{here.request_id}"))
    assert "Huong" in page
    assert "(-)" not in page
