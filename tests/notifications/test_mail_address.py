"""A mail address is proved before anything goes there, and nobody learns anything of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from connect import channels
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.notifications import forget_old
from connect.notifications.models import MailProof
from tests.channels.gateways import MailServer
from tests.notifications.telling import (
    MAIL,
    around_now,
    give_mail,
    last_code,
    make_due,
    outbox,
    prefer,
    send_all,
    sure,
    tell,
    ways,
)
from tests.page import values_of
from tests.people import People, Person, count
from tests.web import browser_of, words

EMAIL, VERIFY = "/api/v1/me/email", "/api/v1/me/email/verify"
PAGE = "/inbox/preferences/email"
OTHER = "khac@example.org"


def address_of(who: Person) -> str | None:
    said: str | None = who.client.get("/api/v1/me/preferences").get_json()["email"]
    return said


def prove(who: Person, code: str) -> int:
    return who.client.post(VERIFY, json={"code": code}).status_code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_nothing_but_the_code_goes_there_before_it_is_proved(app: Flask, people: People) -> None:
    people.huong.client.post(EMAIL, json=sure(MAIL))
    tell(app, people.huong, "một")
    send_all(app)
    with app.app_context():
        assert [m["kind"] for m in channels.sent(to=MAIL)] == ["code"]
    assert address_of(people.huong) is None
    assert prove(people.huong, last_code(app)) == 200
    assert address_of(people.huong) == MAIL
    tell(app, people.huong, "hai")
    send_all(app)
    assert [m["channel"] for m in outbox(app)] == ["sms", "email"]


def test_another_address_takes_the_place_once_it_is_proved(app: Flask, people: People) -> None:
    give_mail(app, people.huong)
    people.huong.client.post(EMAIL, json=sure(OTHER))
    assert address_of(people.huong) == MAIL
    assert prove(people.huong, last_code(app, OTHER)) == 200
    assert address_of(people.huong) == OTHER


def test_a_code_is_good_once_for_five_tries_and_ten_minutes(app: Flask, people: People) -> None:
    huong = people.huong
    huong.client.post(EMAIL, json=sure(MAIL))
    old = last_code(app)
    huong.client.post(EMAIL, json=sure(MAIL))
    code = last_code(app)
    tries = [wrong(code)] * 4
    assert [prove(huong, one) for one in tries] == [422] * 4
    if old != code:
        assert prove(huong, old) == 422
        assert prove(huong, code) == 422, "the fifth try was the last"
        huong.client.post(EMAIL, json=sure(MAIL))
    assert prove(huong, last_code(app)) == 200
    assert prove(huong, last_code(app)) == 422
    huong.client.post(EMAIL, json=sure(OTHER))
    with app.app_context(), transaction():
        db.session.query(MailProof).update({"expires_at": utcnow() - timedelta(seconds=1)})
    assert prove(huong, last_code(app, OTHER)) == 422
    with app.app_context():
        forget_old(utcnow())
    assert count(app, MailProof) == 0


def test_a_code_is_kept_as_a_hash_and_is_no_ones_but_the_accounts(
    app: Flask, people: People
) -> None:
    people.huong.client.post(EMAIL, json=sure(MAIL))
    code = last_code(app)
    assert prove(people.minh, code) == 422
    people.minh.client.post(EMAIL, json=sure(OTHER))
    assert prove(people.minh, code) == 422
    with app.app_context():
        kept = db.session.query(MailProof).filter_by(address=MAIL).one()
        assert code not in kept.code_hash
    assert prove(people.huong, code) == 200


def test_the_answer_tells_nothing_of_an_address(
    app: Flask, mailing: Flask, people: People, mail_server: MailServer
) -> None:
    give_mail(app, people.minh)
    client = mailing.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {people.huong.token}"
    told = []
    for reply in ("250 ok", "550 no such mailbox", "450 not now", ""):
        mail_server.replies["RCPT"] = reply
        answer = client.post(EMAIL, json=sure(MAIL))
        told.append((answer.status_code, answer.get_json()))
    assert told == [(202, {"address": MAIL})] * 4
    refused = [
        (answer.status_code, answer.get_json())
        for who in (people.huong, people.nobody)  # one has asked for a code, one has not
        for answer in [who.client.post(VERIFY, json={"code": "000000"})]
    ]
    assert refused[0] == refused[1]


@pytest.mark.parametrize(
    "address",
    ["", "huong", "huong@", "@x.org", "a b@x.org", "a@x.org,b@x.org", "a@x.org\nBcc: b@x.org",
     "Huong <a@x.org>", "a@" + "x" * 260 + ".org", "hương@example.org"],
)  # fmt: skip
def test_what_is_no_address_gets_no_code(address: str, app: Flask, people: People) -> None:
    answer = people.huong.client.post(EMAIL, json=sure(address))
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == ["address"]
    assert people.huong.browser.send(PAGE, **sure(address)).status_code == 422
    assert outbox(app, kind="code") == []


def test_no_mail_here_says_so(
    app: Flask, another_app: Callable[..., Flask], people: People
) -> None:
    dumb = another_app(channels=())
    client = dumb.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {people.huong.token}"
    assert client.post(EMAIL, json=sure(MAIL)).status_code == 422


def test_codes_are_not_sent_too_often(
    app: Flask, another_app: Callable[..., Flask], people: People
) -> None:
    limited = another_app(limits=True)

    def ask(who: Person, n: int, address: str) -> int:
        client = limited.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {who.token}"
        client.environ_base["REMOTE_ADDR"] = f"203.0.113.{n}"
        return client.post(EMAIL, json=sure(address)).status_code

    assert [ask(people.huong, n, f"a{n}@example.org") for n in range(6)] == [202] * 5 + [429]
    others = (people.minh, people.shop, people.nobody)
    sent = [ask(others[n // 5], 100 + n, MAIL.upper() if n % 2 else MAIL) for n in range(12)]
    assert sent == [202] * 10 + [429] * 2, "one mailbox is not flooded by many accounts"


def test_an_address_is_taken_back(app: Flask, people: People) -> None:
    give_mail(app, people.huong)
    tell(app, people.huong, "một")
    prefer(people.huong, wires={"zalo": True})
    tell(app, people.huong, "hai")
    assert people.huong.client.delete(EMAIL).status_code == 204
    assert people.huong.client.delete(EMAIL).status_code == 204
    assert address_of(people.huong) is None
    assert send_all(app) == 2
    assert ways(app) == [
        ("email", "failed"),
        ("sms", "sent"),
        ("zalo", "sent"),
        ("email", "spare"),
        ("sms", "spare"),
    ]


def test_who_shares_an_address_keeps_it_when_the_other_takes_it_back(
    app: Flask, people: People
) -> None:
    give_mail(app, people.huong)
    give_mail(app, people.minh)
    tell(app, people.minh, "cho Minh")
    people.huong.client.delete(EMAIL)
    assert send_all(app) == 1
    assert ways(app) == [("email", "sent"), ("sms", "spare")]


def test_taking_an_address_back_at_night_wakes_nobody(app: Flask, people: People) -> None:
    prefer(people.huong, quiet_hours=around_now())
    give_mail(app, people.huong)
    tell(app, people.huong, "gạo", kind="offer", may_wait=True)
    people.huong.client.delete(EMAIL)
    assert send_all(app) == 0
    make_due(app)  # the morning
    assert send_all(app) == 1
    assert [(m["channel"], m["to"]) for m in outbox(app)] == [("sms", people.huong.phone)]


def test_the_pages_ask_send_and_prove(app: Flask, people: People) -> None:
    browser = people.huong.browser
    assert "/inbox/preferences/email" in browser.get("/inbox/preferences").text
    asked = browser.send(PAGE, **sure(MAIL))
    assert asked.location == "/inbox/preferences/email/code"
    page = browser.get(asked.location)
    assert MAIL in page.text
    code = last_code(app)
    assert browser.send(asked.location, code=wrong(code)).status_code == 422
    done = browser.send(asked.location, code=f" {code[:3]} {code[3:]} ")
    assert done.location == "/inbox/preferences"
    assert MAIL in browser.get("/inbox/preferences").text
    browser.send("/inbox/preferences", action="/remove")
    assert address_of(people.huong) is None


def test_without_the_password_the_address_stays(app: Flask, people: People) -> None:
    """Neither who found the phone unlocked changes it, nor who holds a token only."""
    give_mail(app, people.huong)
    browser = people.huong.browser
    wrong_ones = {"không phải đâu": "không phải mật khẩu của bạn", "": "nhập mật khẩu"}
    for password, told in wrong_ones.items():
        refused = browser.send(PAGE, address=OTHER, password=password)
        assert refused.status_code == 422
        assert told in words(browser.seen(refused))
        kept = values_of(browser.seen(refused).form(""))
        assert (kept["address"], kept["password"]) == ([OTHER], [""])
    for body in ({"address": OTHER}, {"address": OTHER, "password": "không phải đâu"}):
        answer = people.huong.client.post(EMAIL, json=body)
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["password"])
    with app.app_context():
        assert channels.sent(to=OTHER) == []
    assert address_of(people.huong) == MAIL


def test_who_types_it_goes_on_in_a_new_session_and_a_program_by_its_token(people: People) -> None:
    browser, copied = people.huong.browser, browser_of(people.huong.app)
    with browser.session_transaction() as session:
        copied.sign_in(session["_user_id"])
    assert copied.get("/account").status_code == 200
    assert browser.send(PAGE, **sure(MAIL)).status_code == 303
    assert browser.get("/account").status_code == 200
    assert copied.get("/account").status_code == 302
    assert people.huong.client.post(EMAIL, json=sure(OTHER)).status_code == 202
    assert people.huong.client.get("/api/v1/me").status_code == 200


@pytest.mark.parametrize("post", [False, True])
def test_without_a_code_that_waits_one_is_asked_for_the_address(post: bool, people: People) -> None:
    browser, page = people.huong.browser, "/inbox/preferences/email/code"
    led = (
        browser.post(page, data={"code": "123456"} | browser.csrf()) if post else browser.get(page)
    )
    assert (led.status_code, led.location) == (303, "/inbox/preferences/email")
    assert "Chưa có mã nào" in browser.get(led.location).text


def test_the_page_of_the_code_speaks_of_the_mail(people: People) -> None:
    browser, page = people.huong.browser, "/inbox/preferences/email/code"
    browser.send(PAGE, **sure(MAIL))
    refused = browser.send(page, code="")
    assert refused.status_code == 422
    assert "mã trong thư" in refused.text


def test_who_is_not_signed_in_is_sent_to_sign_in(app: Flask) -> None:
    browser = browser_of(app)
    for url in ("/inbox/preferences", "/inbox/preferences/email", "/inbox/preferences/email/code"):
        assert "/sign-in" in browser.get(url).location
