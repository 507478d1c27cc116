"""Who has left is not brought back: not by an old link, not by an answer, not by a file."""

from flask import Flask

from connect.help_requests import ImportedRequest, save_imported
from connect.help_requests.check_ins import Answer
from tests.people import People
from tests.situations import SECRETS, a_need, request_now, situation
from tests.web import browser_of


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
