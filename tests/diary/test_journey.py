"""From the thanks to the diary: written, read by a coordinator, public, taken back."""

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from connect.foundation.audit import history
from tests.diary.pictures import a_picture, with_secrets
from tests.diary.thanking import (
    WORDS,
    by_link,
    decide,
    entry_now,
    id_now,
    in_the_diary,
    photos,
    say_thanks,
    state_now,
    url_of,
)
from tests.page import Page
from tests.people import People
from tests.situations import SECRETS, situation
from tests.web import Browser, browser_of, words


def inbox(people: People, name: str) -> list[str]:
    notices = getattr(people, name).client.get("/api/v1/notices").get_json()["items"]
    return [one["kind"] for one in notices]


@pytest.mark.parametrize("way", ["link", "account"])
def test_thanks_with_a_picture_become_public(
    way: str, app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    author = by_link(client, here) if way == "link" else people.ba_tu.browser
    page = f"/requests/{here.request_id}"
    assert "Bạn có muốn cảm ơn không?" in words(author.page(page))
    sent = say_thanks(author, here, photo=with_secrets(), public=True, signed=True)
    assert sent.location.endswith(f"{page}#thanks")
    shown = words(author.page(page))
    assert WORDS in shown
    assert "điều phối viên đọc trước" in shown
    stranger = browser_of(app)
    assert WORDS not in words(stranger.page("/diary"))
    assert stranger.get(f"/diary/{id_now(app, here)}").status_code == 404

    lan = people.chi_lan.browser
    assert "1 lời cảm ơn chờ đọc" in words(lan.page("/desk"))
    assert WORDS in words(lan.page("/desk/diary"))
    assert lan.get(f"{url_of(here)}/photo").mimetype == "image/jpeg"
    assert decide(lan, app, here, "show").status_code == 303

    told = words(stranger.page("/diary"))
    assert WORDS in told
    assert "Gạo (5 kg)" in told
    assert "Phường Tân Hưng" in told
    assert "Canary" in told  # what she is called, and no more of her name
    assert SECRETS["name"] not in told
    one = stranger.get(f"/diary/{id_now(app, here)}")
    assert WORDS in one.get_data(as_text=True)
    picture = stranger.get(f"/diary/{id_now(app, here)}/photo")
    assert picture.headers["Cache-Control"] == "public, max-age=86400"
    assert Image.open(io.BytesIO(picture.data)).size == (600, 800)
    assert b"Canary" not in picture.data
    assert "thanked" in inbox(people, "huong")
    assert "diary_shown" in inbox(people, "ba_tu")
    assert "Ai cũng đọc được" in words(author.page(page))


def test_a_picture_that_caches_keep_carries_nobodys_session(
    app: Flask, client: Browser, people: People
) -> None:
    here = in_the_diary(app, people, client, photo=a_picture())
    browser = people.huong.browser
    with browser.session_transaction() as session:
        session.permanent = True  # as after signing in: each answer would give the cookie again
    assert "Set-Cookie" in browser.get("/diary").headers
    picture = browser.get(f"/diary/{id_now(app, here)}/photo")
    assert "Set-Cookie" not in picture.headers
    assert "Cookie" not in picture.headers.get("Vary", "")


def test_without_a_tick_only_the_helper_reads_it(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    say_thanks(by_link(client, here), here, photo=a_picture())
    assert state_now(app, here) == "private"
    page = f"/requests/{here.request_id}"
    assert WORDS in words(people.huong.browser.page(page))
    assert people.huong.browser.get(f"{url_of(here)}/photo").status_code == 200
    for person in (None, people.nobody, people.minh, people.chi_lan, people.root):
        browser = person.browser if person else browser_of(app)
        assert WORDS not in words(browser.page(page))
        assert browser.get(f"{url_of(here)}/photo").status_code == 404
        assert browser.get(f"/diary/{id_now(app, here)}").status_code == 404
        assert browser.get(f"/diary/{id_now(app, here)}/photo").status_code == 404
        assert WORDS not in words(browser.page("/diary"))
    assert WORDS not in words(people.chi_lan.browser.page("/desk/diary"))
    refused = people.chi_lan.browser
    for how in ("show", "refuse"):
        url, reason = f"/desk/diary/{id_now(app, here)}/{how}", {"refusal": "other"}
        assert refused.post(url, data=reason | refused.csrf()).location == "/desk/diary"
        assert "rút lại" in words(refused.page("/desk/diary"))  # as if there were none
    assert state_now(app, here) == "private"


def test_taken_back_it_is_gone_at_once(app: Flask, client: Browser, people: People) -> None:
    here = in_the_diary(app, people, client, photo=a_picture())
    entry_id = id_now(app, here)
    assert client.send(f"/requests/{here.request_id}", action="/take-back").status_code == 303
    assert entry_now(app, here) is None
    assert photos(app) == []
    for path in (f"/diary/{entry_id}", f"/diary/{entry_id}/photo", f"{url_of(here)}/photo"):
        assert client.get(path).status_code == 404
    assert WORDS not in words(browser_of(app).page("/diary"))
    assert "Bạn có muốn cảm ơn không?" in words(client.page(f"/requests/{here.request_id}"))
    with app.app_context():
        done = [one.action for one in history(here.request_id)][-3:]
    assert done == ["thanked", "diary_shown", "thanks_taken_back"]


def test_a_refusal_says_why_and_another_can_be_written(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    say_thanks(by_link(client, here), here, photo=a_picture(), public=True)
    assert decide(people.chi_lan.browser, app, here, "refuse", refusal="picture").location
    assert state_now(app, here) == "refused"
    page = f"/requests/{here.request_id}"
    assert "Ảnh cho thấy khuôn mặt" in words(client.page(page))
    assert "diary_refused" in inbox(people, "ba_tu")
    assert browser_of(app).get(f"/diary/{id_now(app, here)}").status_code == 404
    before = id_now(app, here)
    say_thanks(client, here, text="Cảm ơn cô chú.", public=True)
    assert state_now(app, here) == "waiting"
    assert id_now(app, here) != before
    assert photos(app) == []


def test_what_is_shown_can_still_be_taken_down(app: Flask, client: Browser, people: People) -> None:
    here = in_the_diary(app, people, client)
    assert decide(people.chi_lan.browser, app, here, "refuse", refusal="unkind").location
    assert state_now(app, here) == "refused"
    assert browser_of(app).get(f"/diary/{id_now(app, here)}").status_code == 404


def test_who_is_thanked_agrees_to_their_name_and_takes_it_away(
    app: Flask, client: Browser, people: People
) -> None:
    here = in_the_diary(app, people, client)
    page, stranger = f"/requests/{here.request_id}", browser_of(app)
    assert "Hương" not in words(stranger.page("/diary"))
    huong = people.huong.browser
    huong.send(page, action="/thanks/name")
    assert "Huong mang đến" in words(stranger.page("/diary"))
    huong.send(page, action="/thanks/name")
    assert "Huong" not in words(stranger.page("/diary"))


def test_who_is_thanked_objects_and_it_is_read_again(
    app: Flask, client: Browser, people: People
) -> None:
    here = in_the_diary(app, people, client, photo=a_picture())
    page, huong = f"/requests/{here.request_id}", people.huong.browser
    huong.send(page, action="/thanks/name")
    assert huong.send(page, action="/thanks/object").status_code == 303
    entry = entry_now(app, here)
    assert entry is not None
    assert (entry.state, entry.objected, entry.helper_name) == ("waiting", True, "")
    assert browser_of(app).get(f"/diary/{entry.id}/photo").status_code == 404
    lan = people.chi_lan.browser
    assert "không muốn" in words(lan.page("/desk/diary"))
    decide(lan, app, here, "refuse", refusal="objection")
    again = huong.post(f"{url_of(here)}/object", data=huong.csrf())
    assert again.status_code == 303
    assert state_now(app, here) == "refused"


def test_the_same_form_sent_twice_is_one_note(app: Flask, client: Browser, people: People) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    form: dict[str, Any] = {"text": WORDS, "once": "a word", **client.csrf()}
    for _time in range(2):
        assert client.post(url_of(here), data=form).status_code == 303
    assert words(client.page(f"/requests/{here.request_id}")).count("đã cảm ơn rồi") == 0
    other = client.post(url_of(here), data=form | {"text": "Khác", "once": "another"})
    assert other.status_code == 409
    assert "cảm ơn rồi" in words(Page(other.get_data(as_text=True)))
    entry = entry_now(app, here)
    assert entry is not None
    assert entry.text == WORDS


def test_the_same_page_after_it_was_taken_back_thanks_anew(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    form: dict[str, Any] = {"text": WORDS, "once": "a word", **client.csrf()}
    for _time in range(2):
        assert client.post(url_of(here), data=form).status_code == 303
        assert state_now(app, here) == "private"
        client.send(f"/requests/{here.request_id}", action="/take-back")
    assert entry_now(app, here) is None
    # However often: their helper hears of it once.
    assert inbox(people, "huong").count("thanked") == 1


def test_who_has_thanked_sees_their_words_and_no_empty_form(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    assert by_link(client, here).get(url_of(here)).status_code == 200
    say_thanks(client, here, public=True)
    assert client.get(url_of(here)).location.endswith(f"/requests/{here.request_id}#thanks")
    decide(people.chi_lan.browser, app, here, "refuse")
    assert client.get(url_of(here)).status_code == 200
