"""Nothing typed is lost: a page open for too long, a login that has run out in the middle."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from connect.conversations.models import Message
from connect.foundation.clock import utcnow
from connect.foundation.typed import COOKIE, LIFE_S, PATH
from connect.help_requests import HelpRequest
from connect.responders import Responder
from tests.page import Page, values_of
from tests.people import PASSWORD, People, count
from tests.situations import situation
from tests.web import Browser

HERE = {"Sec-Fetch-Site": "same-origin"}
ASK: dict[str, Any] = {
    "categories": ["food", "medicine"], "goods_food": "Gạo nếp thơm", "people": "4",
    "urgency": "normal", "place": "Phường Tân Hưng, TP.HCM", "phone": "0912 345 603",
}  # fmt: skip
REGISTER = {
    "kind": "volunteer", "name": "Chị Hương", "categories": "food", "radius": "5",
    "capacity": "3", "place": "Phường Tân Hưng, TP.HCM", "note": "Chỉ buổi tối",
}  # fmt: skip


def page_of(answer: Any) -> Page:
    return Page(answer.get_data(as_text=True))


@pytest.mark.parametrize(
    ("url", "typed"),
    [
        ("/requests/new", {"categories": ["food"], "people": "4", "goods_food": "Gạo nếp thơm"}),
        ("/requests/new/where", {"place": "Phường Tân Hưng, TP.HCM"}),
        ("/requests/new/phone", {"phone": "0912 345 603", "description": "cửa xanh"}),
        ("/requests/new/one-page", ASK),
    ],
)
@pytest.mark.parametrize(
    "headers", [HERE, {"Origin": "http://localhost"}, {"Referer": "http://localhost/requests/new"}]
)
def test_a_page_that_was_open_too_long_shows_what_was_typed_to_send_it(
    headers: dict[str, str], url: str, typed: dict[str, Any], client: Browser
) -> None:
    refused = client.post(f"{url}?a=1", data=typed | {"csrf_token": "old"}, headers=headers)
    assert refused.status_code == 400
    page = page_of(refused)
    form = page.form()
    assert form.attributes["action"] == f"{url}?a=1"
    kept = values_of(form)
    assert kept.pop("csrf_token") != ["old"]
    assert kept == {n: v if isinstance(v, list) else [v] for n, v in typed.items()}
    for words in typed.values():
        assert " " not in words or str(words) in page.root.text()
    sent = client.post(form.attributes["action"], data=values_of(form), headers=headers)
    assert sent.status_code == 303


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site", "Referer": "http://localhost/"},
     {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"},
     {"Referer": "http://localhost.evil.example/"}],
)  # fmt: skip
def test_a_form_from_elsewhere_is_not_shown_to_be_sent(
    headers: dict[str, str], client: Browser
) -> None:
    refused = client.post("/requests/new/one-page", data=ASK, headers=headers)
    assert refused.status_code == 400
    assert "Gạo nếp thơm" not in refused.get_data(as_text=True)
    assert "Set-Cookie" not in refused.headers


def test_secrets_are_never_shown_again(client: Browser) -> None:
    typed = {"phone": "0912 345 603", "password": PASSWORD}
    refused = client.post("/sign-in", data=typed, headers=HERE)
    assert refused.status_code == 400
    assert PASSWORD not in refused.get_data(as_text=True)
    assert "0912 345 603" not in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    ("posted", "referrer", "anew"),
    [
        ("/sign-in?next=/mine", "", "/sign-in?next=/mine"),
        ("/sign-in", "http://localhost/sign-in?next=/inbox", "/sign-in?next=/inbox"),
        ("/account/erase", "http://localhost/account", "/account"),
        ("/sign-in", "http://evil.example/sign-in?next=/bad", "/sign-in"),
        ("/sign-in", "http://localhost.evil.example/account", "/sign-in"),
        ("/sign-out", "http://localhost/language/vi", ""),  # neither has a page to look at
    ],
)
def test_a_form_of_secrets_that_is_too_old_leads_to_a_fresh_one(
    posted: str, referrer: str, anew: str, client: Browser
) -> None:
    headers = {"Referer": referrer} if referrer else {}
    refused = client.post(posted, data={"password": PASSWORD}, headers=headers)
    assert refused.status_code == 400
    links = {one.text().strip(): one.attributes.get("href") for one in page_of(refused).all("a")}
    assert links.get("Mở lại trang", "") == anew
    assert links["Về trang chủ"] == "/"


def test_what_is_too_large_is_refused_and_not_read_again(client: Browser) -> None:
    large = {"description": "x" * 1_100_000, "keep": "ask-phone"}
    assert client.post("/requests/new/phone", data=large, headers=HERE).status_code == 413


def test_a_program_gets_its_problem_document(people: People) -> None:
    browser = people.huong.browser
    browser.csrf()
    refused = browser.post("/api/v1/requests", data={"a": "b c"}, headers=HERE)
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")


def lose_login(browser: Browser) -> None:
    """The login has run out on the server; the browser does not know."""
    with browser.session_transaction() as session:
        session["_user_id"] = "gone"


def sign_in(app: Flask, browser: Browser, person: Any, onward: str) -> Page:
    """Signs in on the page that one was led to; the page that comes after."""
    answer = browser.send(onward, phone=person.phone, password=PASSWORD)
    assert answer.status_code == 303
    return browser.page(str(answer.location))


def test_a_registration_outlives_the_login(app: Flask, people: People) -> None:
    browser = people.huong.browser
    token = browser.csrf()
    lose_login(browser)
    led = browser.post("/responders/new", data=REGISTER | token, headers=HERE)
    page = sign_in(app, browser, people.huong, str(led.location))
    assert REGISTER["note"] in page.root.text()
    form = page.form()
    assert browser.post(form.attributes["action"], data=values_of(form)).status_code == 303
    assert count(app, Responder) == 1
    # It was taken: nothing waits to be sent once more.
    assert browser.get_cookie(COOKIE, path=PATH) is None


def test_a_message_outlives_the_login(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    browser = people.huong.browser
    url = f"/requests/{here.request_id}/messages"
    form = values_of(browser.page(f"/requests/{here.request_id}").form("/messages#messages"))
    lose_login(browser)
    led = browser.post(url, data=form | {"body": "Con đến lúc năm giờ."}, headers=HERE)
    page = sign_in(app, browser, people.huong, str(led.location))
    assert "Con đến lúc năm giờ." in page.root.text()
    again = page.form()
    before = count(app, Message)
    for _time in range(2):  # and tapped twice it is one message
        assert browser.post(again.attributes["action"], data=values_of(again)).status_code == 303
    assert count(app, Message) == before + 1


def test_a_claim_outlives_the_login(app: Flask, people: People) -> None:
    here = situation(app, people, "open")
    browser = people.minh.browser
    token = browser.csrf()
    lose_login(browser)
    page = f"http://localhost/requests/{here.request_id}"
    led = browser.post(
        f"/requests/{here.request_id}/claim", data=token, headers=HERE | {"Referer": page}
    )
    assert f"/requests/{here.request_id}" in str(led.location)


def test_what_is_too_long_for_the_browser_leads_back_to_its_page(people: People) -> None:
    browser = people.huong.browser
    token = browser.csrf()
    lose_login(browser)
    noise = "".join(chr(0x4E00 + (n * 7919) % 20_000) for n in range(3_900))
    headers = HERE | {"Referer": "http://localhost/responders/new"}
    led = browser.post("/responders/new", data={"note": noise} | token, headers=headers)
    assert led.location == "/sign-in?next=/responders/new"
    assert browser.get_cookie(COOKIE, path=PATH) is None


def test_what_waited_is_gone_after_a_quarter_of_an_hour(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = people.huong.browser
    token = browser.csrf()
    lose_login(browser)
    browser.post("/responders/new", data=REGISTER | token, headers=HERE)
    kept = browser.get_cookie(COOKIE, path=PATH)
    assert kept is not None
    assert kept.max_age == LIFE_S
    later = utcnow() + timedelta(seconds=LIFE_S + 5)
    monkeypatch.setattr("connect.foundation.security.utcnow", lambda: later)
    assert browser.get(f"{PATH}?back=/responders/new").location == "/responders/new"


@pytest.mark.parametrize("back", ["", "//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_way_back_stays_with_us(back: str, client: Browser) -> None:
    assert client.get(PATH, query_string={"back": back}).location == "/"


def test_a_form_that_was_taken_is_told_to_the_browser(app: Flask, client: Browser) -> None:
    form = ASK | {"keep": "ask-one-page"}
    refused = client.send("/requests/new/one-page", **form | {"phone": "12"})
    assert "kept-" not in str(refused.headers)
    taken = client.send("/requests/new/one-page", **form)
    assert "kept-ask-one-page=1" in str(taken.headers)
    assert count(app, HelpRequest) == 1


@pytest.mark.parametrize("name", ["", "a b", "x" * 61, "a;b=c", "\r\nSet-Cookie: a=b"])
def test_no_other_name_gets_into_a_header(name: str, client: Browser) -> None:
    taken = client.send("/requests/new/one-page", **ASK | {"keep": name})
    assert taken.status_code == 303
    assert "kept-" not in str(taken.headers)


@pytest.mark.parametrize("url", ["/language/en", "/requests/new/phone"])
def test_another_site_cannot_say_that_a_form_was_taken(url: str, app: Flask) -> None:
    posted = app.test_client().post(
        url, data={"keep": "ask-phone"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert "kept-" not in str(posted.headers)


def test_too_much_for_a_program_is_refused_whole(app: Flask, people: People) -> None:
    here = situation(app, people, "open")
    large = {"a": "b" * 2_000_000}
    refused = app.test_client().post(
        f"/requests/{here.request_id}/claim", data=large, headers={"Authorization": "Bearer x"}
    )
    assert refused.status_code < 500


def what_waits(browser: Browser) -> tuple[str | None, str | None]:
    """Where one is led by a draft, and by a form that waits for the sign-in."""
    return browser.get("/requests/new/where").location, browser.get(PATH).location


@pytest.mark.parametrize("way", ["/sign-out", "/sign-out-everywhere", "/account/erase"])
def test_who_signs_out_leaves_nothing_typed_to_the_next(way: str, people: People) -> None:
    browser = people.huong.browser
    token = browser.csrf()
    with browser.session_transaction() as session:
        signed_in = session["_user_id"]
    lose_login(browser)
    browser.post("/responders/new", data=REGISTER | token, headers=HERE)
    browser.sign_in(signed_in)
    browser.send("/requests/new", categories=["food"], people="4", urgency="normal")
    assert what_waits(browser) == (None, None)
    assert browser.post(way, data=browser.csrf()).status_code == 303
    assert what_waits(browser) == ("/requests/new", "/")
