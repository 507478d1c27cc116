"""The one-time link by which a known person sets a first password."""

import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from connect.accounts import Account, Role, create_account, service
from connect.foundation import security
from connect.foundation.database import db
from tests.accounts.codes import me, sign_in
from tests.people import People
from tests.web import Browser, browser_of

LAN = "+84912345655"
NEW = "một mật khẩu mới"


def link_for(app: Flask, phone: str = LAN) -> str:
    with app.test_request_context():
        token = create_account(phone=phone, name="Chị Lan", role=Role.COORDINATOR, areas=["79"])
        return f"/set-password/{token}"


def set_password(browser: Browser, link: str, password: str = NEW) -> int:
    return browser.post(link, data={"password": password} | browser.csrf()).status_code


def test_the_link_sets_the_password_and_signs_in(app: Flask, client: Browser) -> None:
    link = link_for(app)
    assert sign_in(client, "!", LAN).status_code == 422
    assert client.send(link, password=NEW).status_code == 303
    assert client.get("/account").status_code == 200
    assert sign_in(browser_of(app), NEW, LAN).status_code == 200


def test_the_link_works_once(app: Flask, client: Browser) -> None:
    link = link_for(app)
    assert set_password(client, link) == 303
    assert browser_of(app).get(link).status_code == 404
    assert set_password(browser_of(app), link, "của kẻ khác đặt") == 404
    assert sign_in(browser_of(app), NEW, LAN).status_code == 200


def test_a_newer_link_does_not_revive_a_used_one(app: Flask, client: Browser) -> None:
    used = link_for(app)
    set_password(client, used)
    fresh = link_for(app)
    assert client.get(used).status_code == 404
    assert client.get(fresh).status_code == 200


def test_the_link_is_dead_after_three_days(app: Flask, client: Browser) -> None:
    link = link_for(app)
    token = link.rsplit("/", 1)[1]
    with app.app_context():
        old = URLSafeTimedSerializer(str(app.secret_key), salt="password-link")
        value, signed_at = old.loads(token, return_timestamp=True)

        class Past(type(old.make_signer("password-link"))):  # type: ignore[misc]  # known when it runs
            def get_timestamp(self) -> int:
                return (
                    int(signed_at.timestamp())
                    - int(service.PASSWORD_LINK_LIFE.total_seconds())
                    - 60
                )

        old.signer = Past
        dead = old.dumps(value)
    assert client.get(f"/set-password/{dead}").status_code == 404
    assert client.get(link).status_code == 200


def test_a_link_that_nobody_gave_out_is_not_there(app: Flask, client: Browser) -> None:
    link_for(app)
    with app.app_context():
        account = db.session.scalars(sa.select(Account)).one()
        other_purpose = security.sign_for_a_while("another purpose", f"{account.id}:x")
        guessed = security.sign("password-link", f"{account.id}:x")
    for token in ("x", other_purpose, guessed, "a.b.c", "%00", "é"):
        assert client.get(f"/set-password/{token}").status_code == 404


def test_a_short_password_is_refused_and_the_link_still_works(app: Flask, client: Browser) -> None:
    link = link_for(app)
    assert set_password(client, link, "ngắn") == 422
    assert set_password(client, link) == 303


def test_a_role_given_to_a_known_phone_keeps_the_account(
    app: Flask, client: Browser, people: People
) -> None:
    token = people.ba_tu.token
    link_for(app, people.ba_tu.phone)
    mine = me(client, token).json
    assert mine is not None
    assert (mine["role"], mine["area_code"], mine["areas"]) == ("coordinator", "79", ["79"])
    assert sign_in(client, phone=people.ba_tu.phone).status_code == 200
