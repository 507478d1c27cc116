"""Who may not write, and what may not be said or shown in public."""

import io

import pytest
from flask import Flask

from connect.diary.models import Entry
from connect.foundation import photo_field, pictures
from connect.foundation.database import db
from tests.diary.pictures import a_picture, bomb, png_of
from tests.diary.thanking import WORDS, by_link, photos, say_thanks, url_of
from tests.page import Page, values_of
from tests.people import People, count
from tests.situations import SECRETS, ask, situation
from tests.web import Browser, browser_of, words


@pytest.mark.parametrize("who", ["stranger", "nobody", "huong", "chi_lan", "root"])
def test_only_who_asked_can_thank(who: str, app: Flask, people: People) -> None:
    here = situation(app, people, "fulfilled")
    browser = browser_of(app) if who == "stranger" else getattr(people, who).browser
    answer = browser.post(url_of(here), data={"text": WORDS} | browser.csrf())
    assert answer.status_code == (302 if who == "stranger" else 403)
    assert count(app, Entry) == 0


@pytest.mark.parametrize("state", ["open", "claimed", "delivered", "closed"])
def test_nobody_is_thanked_before_it_has_arrived(
    state: str, app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, state)
    by_link(client, here)
    assert client.get(url_of(here)).status_code == 303
    typed = {"text": WORDS, "keep": f"thanks-{here.request_id}"}
    sent = client.post(url_of(here), data=typed | client.csrf())
    assert sent.status_code == 409
    assert WORDS in sent.get_data(as_text=True)  # and nobody says that they were taken
    assert "kept-" not in str(sent.headers)
    assert count(app, Entry) == 0
    assert "muốn cảm ơn không" not in words(client.page(f"/requests/{here.request_id}"))


def test_who_asked_for_somebody_else_gives_no_consent_for_them(app: Flask, people: People) -> None:
    """A coordinator posts by phone for Bà Tư: the thanks are hers, by the link."""
    with app.test_request_context():
        request_id = ask(app, people.chi_lan.account()).id
    lan = people.chi_lan.browser
    answer = lan.get(f"/requests/{request_id}/thanks")
    assert answer.status_code == 403
    assert "muốn cảm ơn không" not in words(lan.page(f"/requests/{request_id}"))


@pytest.mark.parametrize(
    "text",
    [
        "Cảm ơn con, gọi bác 0912 345 678 nhé",
        "Cảm ơn! sđt0912345678",
        f"Cảm ơn đã tới tận {SECRETS['address']}",
        f"Cam on da toi {SECRETS['address'].upper()}!",
    ],
)
def test_what_leads_to_a_door_is_kindly_refused(
    text: str, app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    answer = say_thanks(client, here, text=text, public=True)
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    assert "Xin bạn bỏ" in words(page)
    assert "chọn lại ảnh" not in words(page)
    kept = values_of(page.form())
    assert kept["text"] == [text]
    assert kept["public"] == ["y"]
    assert count(app, Entry) == 0
    # To the helper alone, who knew the door, it may be said.
    assert say_thanks(client, here, text=text).status_code == 303


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("words", b"not a picture"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("bomb.png", bomb()),
        ("half.jpg", a_picture()[:2000]),
        ("broken.png", png_of(10, 10, b"x")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_picture_that_cannot_be_read_is_said_and_the_words_stay(
    name: str, file: bytes, app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    form = by_link(client, here).page(url_of(here)).form()
    sent = values_of(form) | {"text": WORDS, "photo": (io.BytesIO(file), name)}
    answer = client.post(url_of(here), data=sent)
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    assert "không đọc được ảnh này" in words(page)
    assert values_of(page.form())["text"] == [WORDS]
    assert count(app, Entry) == 0


def test_while_others_pictures_are_read_the_words_stay(
    app: Flask, client: Browser, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    monkeypatch.setattr(pictures, "PATIENCE_S", 0.01)
    with pictures._table:
        answer = say_thanks(client, here, photo=a_picture(40, 30))
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    assert "đang có nhiều ảnh gửi tới" in words(page)
    assert values_of(page.form())["text"] == [WORDS]
    assert say_thanks(client, here, photo=a_picture(40, 30)).status_code == 303


def test_a_picture_is_read_without_a_connection(
    app: Flask, client: Browser, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = situation(app, people, "fulfilled")
    held = []

    def read(file: bytes) -> pictures.Picture:
        held.append(db.session().in_transaction())
        return pictures.read_picture(file)

    monkeypatch.setattr(photo_field, "read_picture", read)
    assert say_thanks(by_link(client, here), here, photo=a_picture(40, 30)).status_code == 303
    assert held == [False]


def test_words_that_are_refused_ask_for_the_picture_again(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    answer = say_thanks(client, here, text="Gọi 0912,345,678", photo=a_picture(), public=True)
    assert answer.status_code == 422
    assert "chọn lại ảnh" in words(Page(answer.get_data(as_text=True)))


def test_words_are_needed_and_bounded(app: Flask, client: Browser, people: People) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    for text in ("", " \u200b ", "x" * 601):
        assert say_thanks(client, here, text=text).status_code == 422
    assert count(app, Entry) == 0


def test_a_photo_larger_than_other_posts_comes_in_and_no_larger(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    large = a_picture(4000, 3000, "PNG", compress_level=0)[:5_000_000]
    assert say_thanks(client, here, photo=large).status_code == 422  # read, and cut off
    assert say_thanks(client, here, photo=b"\0" * 10_500_000).status_code == 413
    # Elsewhere it is as before.
    other = {"text": "x" * 1_200_000} | client.csrf()
    assert client.post(f"/requests/{here.request_id}/messages", data=other).status_code == 413
    assert say_thanks(client, here, photo=a_picture(4000, 3000)).status_code == 303
    assert len(photos(app)) == 1


def test_a_forged_post_is_refused(app: Flask, client: Browser, people: People) -> None:
    here = situation(app, people, "fulfilled")
    assert by_link(client, here).post(url_of(here), data={"text": WORDS}).status_code == 400
    assert count(app, Entry) == 0
