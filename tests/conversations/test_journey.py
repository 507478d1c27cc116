"""The two agree on a time and a door: by the API, and by the page without any script."""

import uuid
from datetime import datetime

import pytest
from flask import Flask

from connect.conversations import page_part
from connect.conversations.models import Message
from connect.foundation.clock import utcnow
from tests.conversations.talking import link, read, shown, url_of, write
from tests.page import Page, values_of
from tests.people import People, count
from tests.situations import SECRETS, Situation, situation
from tests.web import Browser, browser_of


def test_by_the_api(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    stranger = app.test_client()  # holds the link, and no account
    told = write(people.huong.client, here, "Con đến lúc 5 giờ.").get_json()
    assert uuid.UUID(told["id"])
    assert (told["from"], told["mine"], told["body"]) == ("helper", True, "Con đến lúc 5 giờ.")
    assert abs((datetime.fromisoformat(told["at"]) - utcnow()).total_seconds()) < 60
    answered = write(stranger, here, "Bác chờ ở cổng.", headers=link(here))
    assert answered.status_code == 201
    assert answered.get_json()["from"] == "requester"

    for_the_link = stranger.get(url_of(here), headers=link(here)).get_json()
    assert [(one["from"], one["mine"]) for one in for_the_link["items"]] == [
        ("requester", True),
        ("helper", False),
        ("requester", True),
    ]
    for_the_helper = people.huong.client.get(url_of(here)).get_json()
    assert [one["mine"] for one in for_the_helper["items"]] == [False, True, False]
    everything = [SECRETS["message"], "Con đến lúc 5 giờ.", "Bác chờ ở cổng."]
    assert read(people.huong.client, here) == read(people.ba_tu.client, here) == everything


def test_a_long_list_is_read_page_by_page(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    for n in range(4):
        write(people.huong.client, here, f"Tin {n}")
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        told = people.ba_tu.client.get(f"{url_of(here)}?limit=2{cursor}").get_json()
        assert len(told["items"]) <= 2
        found += [one["body"] for one in told["items"]]
        cursor = f"&cursor={told['next']}" if told["next"] else None
    assert found == [SECRETS["message"], "Tin 0", "Tin 1", "Tin 2", "Tin 3"]
    for wrong in ("limit=0", "limit=101", "cursor=x"):
        assert people.ba_tu.client.get(f"{url_of(here)}?{wrong}").status_code == 422


def send(browser: Browser, here: Situation, body: str) -> Page:
    """Fills in the form below the messages; the page that follows."""
    page = f"/requests/{here.request_id}"
    answer = browser.send(page, action="/messages#messages", body=body)
    assert (answer.status_code, answer.location) == (303, f"{page}#messages")
    return browser.page(page)


def test_by_the_page(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    helper, requester = people.huong.browser, browser_of(app)
    requester.hold(here.manage_token)
    send(helper, here, "Con đến lúc 5 giờ.\nBác cần gì nữa không?")
    page = send(requester, here, "<b>Không</b> & cảm ơn con")
    assert shown(page) == [
        ("Bạn", SECRETS["message"]),
        ("Hương", "Con đến lúc 5 giờ. Bác cần gì nữa không?"),
        ("Bạn", "<b>Không</b> & cảm ơn con"),  # as words, and not as markup
    ]
    seen = helper.page(f"/requests/{here.request_id}")
    assert [who for who, _what in shown(seen)] == [SECRETS["name"], "Bạn", SECRETS["name"]]
    # Whose it is can be told by the words and the place, and not by the colour alone.
    mine = [one for one in seen.all("li") if one.attributes.get("class") == "mine"]
    assert len(mine) == 1


def test_a_page_in_english(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    answer = people.huong.browser.get(
        f"/requests/{here.request_id}", headers={"Accept-Language": "en"}
    )
    page = Page(answer.get_data(as_text=True))
    assert "Your message" in page.root.text()
    assert shown(page) == [(SECRETS["name"], SECRETS["message"])]


def test_the_same_page_sent_twice_is_one_message(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    browser, url = people.huong.browser, f"/requests/{here.request_id}"
    form = values_of(browser.page(url).form("/messages#messages")) | {"body": "Con đến ngay."}
    for _time in range(2):
        assert browser.post(f"{url}/messages", data=form).status_code == 303
    assert read(people.huong.client, here) == [SECRETS["message"], "Con đến ngay."]
    send(browser, here, "Con đến ngay.")  # from a page of its own it is meant
    assert count(app, Message) == 3


def test_a_very_long_conversation_shows_its_newest_part(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_part, "MOST_SHOWN", 2)
    here = situation(app, people, "claimed")
    url = f"/requests/{here.request_id}"
    write(people.huong.client, here, "Tin 1")
    page = people.huong.browser.page(url)
    assert len(shown(page)) == 2
    assert "Tin nhắn cũ hơn" not in page.root.text()
    write(people.huong.client, here, "Tin 2")
    page = people.huong.browser.page(url)
    assert [what for _who, what in shown(page)] == ["Tin 1", "Tin 2"]
    assert "Tin nhắn cũ hơn" in page.root.text()


def test_before_anything_is_written_the_page_says_what_it_is_for(
    app: Flask, people: People
) -> None:
    here = situation(app, people, "open")
    browser = people.ba_tu.browser
    assert (
        'id="messages"' not in browser.get(f"/requests/{here.request_id}").text
    )  # nobody to talk to
    people.huong.client.post(f"/api/v1/requests/{here.request_id}/claim")
    page = browser.page(f"/requests/{here.request_id}")
    assert "Chưa có tin nhắn nào" in page.root.text()
    assert page.form("/messages#messages")


def test_after_the_end_the_requester_reads_and_nobody_writes(app: Flask, people: People) -> None:
    here = situation(app, people, "fulfilled")
    page = people.ba_tu.browser.page(f"/requests/{here.request_id}")
    assert [what for _who, what in shown(page)] == [SECRETS["message"]]
    assert "Khi có người nhận giúp" not in page.root.text()  # nobody comes any more
    assert [f for f in page.all("form") if "/messages" in f.attributes.get("action", "")] == []
    after = people.huong.browser.get(f"/requests/{here.request_id}")
    assert SECRETS["message"] not in after.text
