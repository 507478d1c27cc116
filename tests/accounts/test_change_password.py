"""Another password for who knows the one of today: the other devices are signed out."""

import pytest
from flask import Flask

from connect.accounts import sessions
from connect.foundation import security
from connect.foundation.errors import NotSignedIn
from connect.notifications.preferences_api import A_BROWSER
from connect.notifications.queries import endpoint_of
from tests.accounts.codes import sign_in
from tests.people import PASSWORD, People
from tests.web import Browser, browser_of, words

NEW = "cây đa đầu làng"
PAGE = "/account/password"


def copy_of(browser: Browser) -> Browser:
    """A browser of somebody who has copied the cookie of another."""
    other = browser_of(browser.application)
    with browser.session_transaction() as session:
        other.sign_in(session["_user_id"])
    return other


def test_who_knows_the_old_one_sets_another(app: Flask, people: People) -> None:
    here, elsewhere = people.ba_tu.browser, people.ba_tu.browser
    hers = people.huong.browser
    copied = copy_of(here)
    assert copied.get("/account").status_code == 200
    assert here.send(PAGE, old_password=PASSWORD, password=NEW).location == "/account"
    assert "mật khẩu mới" in words(here.page("/account"))
    assert elsewhere.get("/account").status_code == 302
    assert copied.get("/account").status_code == 302
    assert hers.get("/account").status_code == 200
    program = app.test_client()
    assert sign_in(program, PASSWORD, people.ba_tu.phone).status_code == 422
    assert sign_in(program, NEW, people.ba_tu.phone).status_code == 200


def test_without_the_old_one_nothing_changes(app: Flask, people: People) -> None:
    """Neither for who found the phone unlocked, nor with one that is easy to guess."""
    here, elsewhere = people.ba_tu.browser, people.ba_tu.browser
    for sent, told in (
        ({"old_password": "không phải đâu", "password": NEW}, "không phải mật khẩu của bạn"),
        ({"old_password": "", "password": NEW}, "hãy nhập mật khẩu"),
        ({"old_password": PASSWORD, "password": "Tu@2024"}, "đến 200 ký tự"),
        ({"old_password": PASSWORD, "password": people.ba_tu.phone}, "dễ đoán"),
    ):
        refused = here.send(PAGE, **sent)
        assert refused.status_code == 422
        assert told in words(here.seen(refused))
    assert elsewhere.get("/account").status_code == 200
    assert sign_in(app.test_client(), PASSWORD, people.ba_tu.phone).status_code == 200


def test_the_new_session_is_what_the_old_one_was(app: Flask, people: People) -> None:
    """Known by the same words, told by push as before, and once in the list of devices."""
    browser = browser_of(app)
    browser.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 10) Chrome/126.0.0.0"
    browser.send("/sign-in", phone=people.ba_tu.phone, password=PASSWORD)
    token = {"X-CSRFToken": browser.csrf()["csrf_token"]}
    told = browser.post("/api/v1/me/push-subscriptions", json=A_BROWSER, headers=token)
    assert told.status_code == 201
    assert browser.send(PAGE, old_password=PASSWORD, password=NEW).status_code == 303
    with app.app_context():
        [session] = sessions.sessions_of(people.ba_tu.id)
        assert (session.device, session.program) == ("Chrome · Android", False)
        assert endpoint_of(session.token_hash) == A_BROWSER["endpoint"]


def test_a_session_that_has_ended_meanwhile_is_not_renewed(app: Flask, people: People) -> None:
    with app.test_request_context():
        key = security.keyed_hash("access", people.ba_tu.token)
        sessions.end(people.ba_tu.token)
        with pytest.raises(NotSignedIn):
            sessions.renew(key)
        assert sessions.sessions_of(people.ba_tu.id) == []
