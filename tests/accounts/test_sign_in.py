"""Signing in, as a program and as a browser; what a session is, and how it ends."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.accounts import Role, queries, service, sessions
from connect.accounts.models import AccessToken, Account
from connect.foundation import security
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from tests.accounts.codes import me, sign_in
from tests.people import PASSWORD, People, a_request
from tests.web import Browser, browser_of


def by_form(browser: Browser, phone: str) -> int:
    return browser.send("/sign-in", phone=phone, password=PASSWORD).status_code


def session_of(browser: Browser) -> dict[str, object]:
    with browser.session_transaction() as session:
        return dict(session)


def test_a_phone_and_its_password_give_a_token(client: Browser, people: People) -> None:
    answer = sign_in(client, phone=people.ba_tu.phone)
    assert answer.status_code == 200
    assert answer.json is not None
    assert me(client, answer.json["token"]).status_code == 200


def test_a_wrong_password_and_an_unknown_phone_get_the_same_answer(
    client: Browser, people: People
) -> None:
    mistaken = sign_in(client, "không phải đâu", people.ba_tu.phone)
    unknown = sign_in(client, "không phải đâu", "0912 345 688")
    assert mistaken.status_code == unknown.status_code == 422
    assert mistaken.get_data() == unknown.get_data()


def test_it_takes_one_slow_comparison_whether_or_not_there_is_an_account(
    app: Flask, client: Browser, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context():
        service.create_account(phone="+84912345677", name="Chưa đặt", role=Role.RESIDENT)
    compared = []

    class Watched:
        """argon2, with a note of what it was really asked to compare."""

        def verify(self, hash_: str, password: str) -> bool:
            compared.append(hash_.startswith("$argon2id$"))
            return true_hasher.verify(hash_, password)

    true_hasher = security._hasher
    monkeypatch.setattr(security, "_hasher", Watched())
    for phone in (people.ba_tu.phone, "0912 345 688", "0912 345 677"):
        assert sign_in(client, "không phải đâu", phone).status_code == 422
    assert compared.count(True) == 3


def test_a_token_is_kept_as_a_hash_only(app: Flask, people: People) -> None:
    token = people.ba_tu.token
    with app.app_context():
        [row] = db.session.execute(sa.select(AccessToken.__table__)).mappings()
        assert token not in str(row)
        assert row["token_hash"] == security.keyed_hash("access", token)
        assert len(token) >= 43


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Basic eDpd", "Bearer \xe9"]
)
def test_a_token_that_is_none_signs_nobody_in(header: str, client: Browser) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"  # how to ask, by RFC 9110


def test_a_page_sends_to_sign_in_and_asks_no_browser_for_a_token(client: Browser) -> None:
    answer = client.get("/account")
    assert answer.status_code == 302
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize("header", ["Bearer", "bearer x", "Bearer  "])
def test_beside_a_token_the_cookie_does_not_act(
    header: str, app: Flask, client: Browser, people: People
) -> None:
    """A call by token needs no CSRF token, so whoever forges one must not act by the cookie."""
    browser, told = people.ba_tu.browser, {"Authorization": header}
    assert browser.get("/api/v1/me", headers=told).status_code == 401
    assert browser.delete("/api/v1/me", headers=told).status_code == 401
    minh = people.minh
    asked = browser.get("/api/v1/me", headers={"Authorization": f"Bearer {minh.token}"})
    assert asked.json is not None
    assert asked.json["phone"] == minh.phone
    assert browser.get("/account").status_code == 200  # the session goes on without the token


def test_beside_a_token_the_manage_links_of_a_browser_do_not_act(
    app: Flask, client: Browser
) -> None:
    posted = client.post("/api/v1/requests", json=a_request()).json
    assert posted is not None
    url = f"/api/v1/requests/{posted['id']}/close"
    client.hold(posted["manage_token"])
    body, forged = {"reason": "withdrawn"}, {"Authorization": "Bearer x"}
    assert client.post(url, json=body, headers=forged).status_code in (401, 403)
    own = {"X-CSRFToken": client.csrf()["csrf_token"]}
    assert client.post(url, json=body, headers=own).status_code == 200


def test_a_call_by_token_starts_no_session(client: Browser, people: People) -> None:
    answer = client.get("/sign-in", headers={"Authorization": "Bearer x"})
    assert "Set-Cookie" not in answer.headers


def test_a_token_ends_after_its_time(app: Flask, client: Browser, people: People) -> None:
    token = people.ba_tu.token
    with app.app_context(), transaction():
        db.session.execute(sa.update(AccessToken).values(expires_at=utcnow()))
    assert me(client, token).status_code == 401


def test_a_browser_signs_in_and_gets_a_session_of_its_own(client: Browser, people: People) -> None:
    phone = people.ba_tu.phone
    client.get("/sign-in")
    before = session_of(client)
    assert by_form(client, phone) == 303
    first = session_of(client)
    assert first["_user_id"] not in before.values()
    assert client.get("/account").status_code == 200
    assert by_form(client, phone) == 303
    second = session_of(client)
    assert second["_user_id"] != first["_user_id"]  # signing in again makes another
    assert first.get("csrf_token") != before.get("csrf_token")


def test_what_was_in_the_session_before_is_gone_but_for_the_manage_links(
    client: Browser, people: People
) -> None:
    phone = people.ba_tu.phone
    client.hold("a manage link")
    with client.session_transaction() as session:
        session["planted"] = "by who sent the link"
    by_form(client, phone)
    after = session_of(client)
    assert "planted" not in after
    assert after["manage"] == ["a manage link"]


@pytest.mark.parametrize(
    "where",
    [
        "//evil.example/",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\tevil",
    ],
)
def test_signing_in_never_leads_away_from_here(where: str, client: Browser, people: People) -> None:
    answer = client.send("/sign-in", phone=people.ba_tu.phone, password=PASSWORD, next=where)
    assert answer.headers["Location"].startswith("/")
    assert "evil" not in answer.headers["Location"]


def test_signing_in_leads_back_to_where_one_wanted_to_go(client: Browser, people: People) -> None:
    answer = client.get("/account")
    assert answer.status_code == 302
    back = client.send(answer.headers["Location"], phone=people.ba_tu.phone, password=PASSWORD)
    assert back.headers["Location"].startswith("/account")


def test_signing_out_ends_the_session_and_no_other(app: Flask, people: People) -> None:
    here, elsewhere = people.ba_tu.browser, people.ba_tu.browser
    stolen = browser_of(app)
    stolen.sign_in(str(session_of(here)["_user_id"]))
    assert stolen.get("/account").status_code == 200
    assert here.post("/sign-out", data=here.csrf()).status_code == 303
    assert here.get("/account").status_code == 302
    assert stolen.get("/account").status_code == 302  # a copied cookie ends with it
    assert elsewhere.get("/account").status_code == 200


def test_signing_out_everywhere_ends_browsers_and_programs(client: Browser, people: People) -> None:
    here, elsewhere, token = people.ba_tu.browser, people.ba_tu.browser, people.ba_tu.token
    other = people.huong.token
    assert here.post("/sign-out-everywhere", data=here.csrf()).status_code == 303
    assert here.get("/account").status_code == 302
    assert elsewhere.get("/account").status_code == 302
    assert me(client, token).status_code == 401
    assert me(client, other).status_code == 200


def test_the_cookie_is_not_for_scripts_and_not_for_other_sites(
    client: Browser, people: People
) -> None:
    answer = client.send("/sign-in", phone=people.ba_tu.phone, password=PASSWORD)
    cookie = next(v for v in answer.headers.getlist("Set-Cookie") if v.startswith("connect="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert people.ba_tu.phone not in cookie


def test_a_session_of_staff_ends_when_it_is_not_used_for_a_fortnight(
    app: Flask, people: People
) -> None:
    """Browsers and programs of who sees others' doors; a volunteer's stays, and rings by night."""
    for who, unused, stays in (
        (people.chi_lan, timedelta(days=13), True),
        (people.anh_ha, timedelta(days=14), False),
        (people.root, timedelta(days=14), False),
        (people.huong, timedelta(days=59), True),
    ):
        browser = who.browser
        with app.test_request_context():
            key = security.keyed_hash("access", who.token)
            with transaction():
                db.session.query(AccessToken).update({"seen_at": utcnow() - unused})
            assert queries.session_lasts(key) is stays
            assert len(sessions.sessions_of(who.id)) == (2 if stays else 0)
        assert (browser.get("/account").status_code == 200) is stays
        assert (me(app.test_client(), who.token).status_code == 200) is stays


def test_sessions_last_sixty_days(app: Flask, people: People) -> None:
    assert people.ba_tu.token
    with app.app_context():
        [row] = db.session.scalars(sa.select(AccessToken))
        assert timedelta(days=59) < row.expires_at - utcnow() <= timedelta(days=60)
        assert db.session.get(Account, row.account_id)
