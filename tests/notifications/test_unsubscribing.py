"""No more messages in one tap, for people with and without account; and the way back."""

import email
import email.policy
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from connect import channels
from connect.accounts import service as accounts
from connect.foundation.database import db, transaction
from connect.notifications import mute_phone, notify, unmute_phone
from connect.notifications.marks import LONGEST_SMS
from connect.notifications.models import MutedAddress
from tests.channels.gateways import MailServer
from tests.notifications.telling import MAIL, give_mail, outbox, prefer, send_all, tell, ways
from tests.page import Page, values_of
from tests.people import People, count
from tests.situations import request_now, situation
from tests.web import Browser, browser_of

PHONE = "+84912345671"
LINK = re.compile(r"http://localhost(/u/\w+)")


def link_for(app: Flask, who: str = PHONE) -> str:
    """The path of the link in an SMS to a phone without account."""
    tell(app, who, "một")
    send_all(app)
    found = LINK.search(outbox(app)[-1]["body"])
    assert found is not None
    return found[1]


def heard(app: Flask, text: str, to: str = PHONE) -> bool:
    """Whether a message reaches a phone now."""
    tell(app, to, text)
    send_all(app)
    return outbox(app)[-1]["body"].startswith(text)


def test_looking_at_the_link_changes_nothing(app: Flask, client: Browser) -> None:
    link = link_for(app)
    for _time in range(2):
        assert client.get(link).status_code == 200
        assert app.test_client().head(link).status_code == 200
    assert count(app, MutedAddress) == 0
    assert heard(app, "hai")


def test_one_tap_stops_it_and_another_brings_it_back(app: Flask, client: Browser) -> None:
    link = link_for(app)
    stopped = client.send(link)
    assert stopped.status_code == 200
    assert not heard(app, "hai")
    again = values_of(Page(client.get(link).text).form())
    assert client.post(link, data=again).status_code == 200
    assert heard(app, "ba")


def test_it_says_the_same_however_often_it_is_tapped(app: Flask, client: Browser) -> None:
    link = link_for(app)
    first, second = (Page(client.post(link).text).root.text() for _time in range(2))
    assert first == second == Page(client.get(link).text).root.text()
    assert count(app, MutedAddress) == 1


def test_a_mail_program_does_it_without_session_and_without_redirect(
    app: Flask, people: People
) -> None:
    give_mail(app, people.huong)
    tell(app, people.huong, "một")
    send_all(app)
    link = LINK.search(outbox(app)[-1]["body"])
    assert link is not None
    program = app.test_client(use_cookies=False)
    answer = program.post(link[1], data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    said = people.huong.client.get("/api/v1/me/preferences").get_json()
    assert said["wires"] == {"push": False, "zalo": False, "email": False, "sms": True}
    assert said["email"] == MAIL
    tell(app, people.huong, "hai")
    send_all(app)
    assert outbox(app)[-1]["channel"] == "sms"


def test_mail_says_where_to_post_in_one_click(
    app: Flask, mailing: Flask, people: People, mail_server: MailServer
) -> None:
    give_mail(app, people.huong)
    tell(mailing, people.huong, "Cô Ba đã nhận giúp và sẽ gọi cho bạn, xin hãy để máy bên cạnh nhé")
    send_all(mailing)
    mail = email.message_from_bytes(mail_server.mails[0], policy=email.policy.default)
    assert mail["To"] == MAIL
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    target = re.fullmatch(r"<http://localhost(/u/\w+)>", mail["List-Unsubscribe"])
    assert target is not None
    assert target[1] in mail.get_content()  # for people, too
    assert mail["Subject"].startswith("Cô Ba đã nhận giúp")
    assert len(mail["Subject"]) <= 70
    assert browser_of(app).post(target[1]).status_code == 200


def test_the_link_of_an_sms_stops_no_mail_and_the_other_way_round(
    app: Flask, people: People
) -> None:
    give_mail(app, people.huong)
    link = link_for(app, people.huong.phone)
    browser_of(app).post(link)
    wires = people.huong.client.get("/api/v1/me/preferences").get_json()["wires"]
    assert (wires["sms"], wires["email"]) == (False, True)


def test_what_still_waits_is_not_sent_any_more(app: Flask, client: Browser) -> None:
    link = link_for(app)
    tell(app, PHONE, "hai")
    tell(app, "+84912345672", "khác")
    client.post(link)
    assert send_all(app) == 1
    assert outbox(app)[-1]["to"] == "+84912345672"
    assert ways(app)[1] == ("sms", "failed")


def test_a_tap_looks_through_nothing_that_waits(app: Flask, client: Browser) -> None:
    link = link_for(app)
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        client.post(link)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert any("muted_address" in statement for statement in asked)
    assert not any("delivery" in statement for statement in asked)


def test_what_is_told_while_a_phone_unsubscribes_is_not_sent(app: Flask, on_postgis: bool) -> None:
    if not on_postgis:
        pytest.skip("SQLite has one writer at a time")
    told, muted = threading.Event(), threading.Event()

    def tell_slowly() -> None:
        with app.test_request_context(), transaction():
            notify(kind="news", text="một", phone=PHONE)
            told.set()
            muted.wait(10)

    teller = threading.Thread(target=tell_slowly)
    teller.start()
    assert told.wait(10)
    with app.test_request_context():
        mute_phone(PHONE)
    muted.set()
    teller.join(10)
    assert ways(app) == [("sms", "due")]
    assert send_all(app) == 0
    assert ways(app) == [("sms", "failed")]


def test_one_link_is_not_tapped_too_often(app: Flask, another_app: Callable[..., Flask]) -> None:
    link, other = link_for(app), link_for(app, "+84912345672")
    limited = another_app(limits=True).test_client()
    assert [limited.post(link).status_code for _tap in range(31)] == [200] * 30 + [429]
    assert limited.get(link).status_code == 200
    assert limited.post(other).status_code == 200


def test_mail_that_still_waits_goes_by_sms_instead(app: Flask, people: People) -> None:
    give_mail(app, people.huong)
    tell(app, people.huong, "một")
    prefer(people.huong, wires={"email": False})
    assert send_all(app) == 1
    assert ways(app) == [("email", "failed"), ("sms", "sent")]


def test_stop_by_sms_and_start_again(app: Flask) -> None:
    with app.test_request_context():
        mute_phone(PHONE)
        mute_phone(PHONE)
    tell(app, PHONE, "một")
    assert send_all(app) == 0
    with app.test_request_context():
        unmute_phone(PHONE)
        unmute_phone(PHONE)
    assert heard(app, "hai")


def test_the_page_of_preferences_and_the_link_mean_the_same(app: Flask, people: People) -> None:
    link = link_for(app, people.huong.phone)
    browser = people.huong.browser
    browser.post(link)
    form = values_of(browser.page("/inbox/preferences").form())
    assert "sms" not in form
    browser.post("/inbox/preferences", data=form | {"sms": "y"})
    assert heard(app, "hai", people.huong.phone)


def test_codes_still_come(app: Flask, client: Browser) -> None:
    client.post(link_for(app))
    with app.test_request_context():
        accounts.sign_up(phone=PHONE, name="Tư", password="một mật khẩu dài")
        assert channels.sent(to=PHONE)[-1]["kind"] == "code"


def test_the_link_does_not_tell_whose_it_is(app: Flask, client: Browser) -> None:
    link = link_for(app)
    assert not re.search(r"9[ .]?1[ .]?2[ .]?3[ .]?4[ .]?5", link)
    page = client.get(link).text
    assert "0912" not in page
    assert "912345671" not in page


def test_an_sms_carries_the_link_where_it_makes_no_third_part(app: Flask) -> None:
    for text in ("ế" * 100, "ế" * 40, "x" * 40):
        tell(app, PHONE, text)
    send_all(app)
    long, short, plain = (m["body"] for m in outbox(app))
    assert "/u/" not in long
    assert "/u/" in short
    assert len(short) <= LONGEST_SMS
    assert plain == "x" * 40, "in plain letters: the link's words would make two parts of one"


def test_the_page_of_a_request_says_so_to_who_asks_and_to_nobody_else(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "claimed")
    page, words = f"/requests/{here.request_id}", "this number has unsubscribed"
    english = {"Accept-Language": "en"}
    assert words not in people.ba_tu.browser.get(page, headers=english).text
    with app.test_request_context():
        phone = request_now(here.request_id).phone
        assert phone is not None
        mute_phone(phone)
    assert words in people.ba_tu.browser.get(page, headers=english).text
    for other in (people.huong.browser, people.minh.browser, client):
        seen = other.get(page, headers=english)
        assert seen.status_code == 200
        assert words not in seen.text
    people.ba_tu.browser.send(page, action="/close", reason="withdrawn")
    assert words not in people.ba_tu.browser.get(page, headers=english).text


@pytest.mark.parametrize("change", ["cut", "longer", "other mark", "other wire", "other proof"])
def test_a_link_that_we_did_not_make_does_nothing(change: str, app: Flask, client: Browser) -> None:
    link = link_for(app)
    flipped = "0" if link[8] != "0" else "1"
    made_up = {
        "cut": link[:-1],
        "longer": link + "0",
        "other mark": link[:8] + flipped + link[9:],
        "other wire": link.replace("/u/s", "/u/e"),
        "other proof": link[:-1] + ("0" if link[-1] != "0" else "1"),
    }[change]
    assert client.get(made_up).status_code == 404
    assert client.post(made_up).status_code == 404
    assert count(app, MutedAddress) == 0
