"""What is not taken: nobody to read it, nothing in it, too much of it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from connect.conversations.models import Message
from tests.conversations.talking import link, read, url_of, write
from tests.page import Page, values_of
from tests.people import People, count
from tests.situations import SECRETS, request_now, situation
from tests.web import browser_of

EMPTY = ["", " \n\t ", "\x00", "\u202e\u2066\u200b", "\u200f"]
KEY = {"Idempotency-Key": "một lần thôi"}


@pytest.mark.parametrize("state", ["open", "fulfilled", "closed"])
def test_while_nobody_carries_it_nothing_is_written(state: str, app: Flask, people: People) -> None:
    here = situation(app, people, state)
    kept = count(app, Message)
    answer = write(app.test_client(), here, "Có ai không?", headers=link(here))
    assert answer.status_code == 409
    assert answer.get_json()["title"].startswith("Chưa có ai nhận")
    browser = people.ba_tu.browser
    url = f"/requests/{here.request_id}"
    typed = {"body": "Có ai không?", "keep": f"message-{here.request_id}"}
    sent = browser.post(f"{url}/messages", data=typed | browser.csrf())
    assert sent.status_code == 409
    assert "kept-" not in str(sent.headers)
    page = Page(sent.get_data(as_text=True))
    assert "Chưa có ai nhận yêu cầu này" in page.root.text()
    assert values_of(page.form("/messages#messages"))["body"] == ["Có ai không?"]
    assert browser.page(url).all("textarea") == []  # nobody would read it
    assert count(app, Message) == kept


def test_nobody_is_written_to_who_has_been_erased(app: Flask, people: People) -> None:
    here = situation(app, people, "delivered")
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    assert write(people.ba_tu.client, here, "Cảm ơn con").status_code == 409
    assert read(people.ba_tu.client, here) == [SECRETS["message"]]


@pytest.mark.parametrize(
    "body", [*EMPTY, None, True, 7, [], {}, ["Chào"], "x" * 1_001, "x" * 900_000]
)
def test_a_body_that_is_no_message_is_refused(body: Any, app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    answer = people.huong.client.post(url_of(here), json={"body": body})
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == ["body"]
    assert count(app, Message) == 1


def test_what_cannot_be_read_at_all_is_refused(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    client, url = people.huong.client, url_of(here)
    json = {"content_type": "application/json"}
    assert client.post(url, data='{"body": "\\ud800"}', **json).status_code == 400
    assert client.post(url, data='{"body": "Chào"', **json).status_code == 400
    assert client.post(url, data="body=x").status_code == 415
    assert client.post(url, json={"body": "x" * 1_000_000}).status_code == 413
    assert client.post(url).status_code == 422
    assert client.post(url, json={"body": "Chào", "from": "requester"}).status_code == 422
    assert count(app, Message) == 1


def test_words_are_cleaned_and_a_thousand_letters_are_enough(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    told = write(people.huong.client, here, " Cha\u0300o\u0000 \u202ebác\r\nTư ").get_json()
    assert told["body"] == "Chào bác\nTư"
    assert write(people.huong.client, here, "ư" * 1_000).status_code == 201


@pytest.mark.usefixtures("seen_on_postgis")  # which takes fewer values than SQLite
@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [
        *((empty, "", "hãy viết tin nhắn") for empty in EMPTY),
        ("ư" * 1_001, "ư" * 1_001, "Dài quá"),
        ("x" * 900_000, "x" * 900_000, "Dài quá"),
        ('"><script>alert(1)</script>' * 40, '"><script>alert(1)</script>' * 40, "Dài quá"),
    ],
)
def test_the_page_says_why_and_keeps_what_was_typed(
    typed: str, kept: str, said: str, app: Flask, people: People
) -> None:
    here = situation(app, people, "claimed")
    url = f"/requests/{here.request_id}"
    answer = people.huong.browser.send(url, action="/messages#messages", body=typed)
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    form = page.form("/messages#messages")
    assert values_of(form)["body"] == [kept]
    [wrong] = [one for one in form.all("p") if one.attributes.get("class") == "wrong"]
    assert said in wrong.text()
    assert page.all("title")[0].text().startswith("Lỗi:")
    assert page.all("script")[0].attributes["src"].startswith("/static/")
    assert count(app, Message) == 1


def test_a_lone_half_of_a_character_breaks_no_page(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    browser = people.huong.browser
    token = browser.csrf()["csrf_token"]
    data = f"csrf_token={token}&body=%ED%A0%80%FF%00".encode()
    answer = browser.post(
        f"/requests/{here.request_id}/messages",
        data=data,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in (303, 422)
    assert browser.page(f"/requests/{here.request_id}")


def test_too_much_at_once_is_told(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    browser = people.huong.browser
    data = {"body": "x" * 1_000_001} | browser.csrf()
    assert browser.post(f"/requests/{here.request_id}/messages", data=data).status_code == 413


def test_the_same_key_is_one_message(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    one, two = (write(people.huong.client, here, "Con đến.", headers=KEY) for _n in range(2))
    assert (one.status_code, one.get_data()) == (201, two.get_data())
    assert write(people.huong.client, here, "Khác", headers=KEY).status_code == 422
    # The other side's key is another key.
    assert write(people.ba_tu.client, here, "Con đến.", headers=KEY).get_json()["mine"]
    by_link = write(app.test_client(), here, "Con đến.", headers=KEY | link(here))
    assert by_link.get_json()["id"] not in (one.get_json()["id"], two.get_json()["id"])
    assert count(app, Message) == 4


def test_sixty_an_hour_by_page_and_api_together_and_only_what_was_made_counts(
    another_app: Callable[..., Flask], app: Flask, people: People
) -> None:
    here = situation(app, people, "claimed")
    limited = another_app(limits=True)
    client, browser = limited.test_client(), browser_of(limited)
    browser.hold(here.manage_token)
    for _time in range(65):
        assert write(client, here, "", headers=link(here)).status_code == 422
    for n in range(59):
        assert write(client, here, f"Tin {n}", headers=link(here)).status_code == 201
    url = f"/requests/{here.request_id}/messages"
    assert browser.post(url, data={"body": "Tin 60"} | browser.csrf()).status_code == 303
    refused = write(client, here, "Tin 61", headers=link(here))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert browser.post(url, data={"body": "Tin 61"} | browser.csrf()).status_code == 429
    assert len(read(client, here, headers=link(here), query_string={"limit": 100})) == 61
    assert request_now_status(app, here.request_id) == "claimed"


def request_now_status(app: Flask, request_id: Any) -> str:
    with app.test_request_context():
        return request_now(request_id).status
