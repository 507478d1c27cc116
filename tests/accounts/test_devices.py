"""Where one is signed in: each browser and program in plain words, its last use, and its end."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.accounts import service, sessions
from connect.accounts.devices import browser_words, program_words
from connect.accounts.models import AccessToken
from connect.foundation.audit import history
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.security import keyed_hash
from tests.accounts.codes import me
from tests.people import PASSWORD, People
from tests.web import Browser, browser_of, words

PAGE = "/account/devices"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


def signed_in_with(app: Flask, people: People, agent: str) -> Browser:
    """A browser of Bà Tư that signs in by the form, as one that says this of itself."""
    browser = browser_of(app)
    browser.environ_base["HTTP_USER_AGENT"] = agent
    assert browser.send("/sign-in", phone=people.ba_tu.phone, password=PASSWORD).status_code == 303
    return browser


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def seen_at(app: Flask, token: str) -> datetime | None:
    with app.app_context():
        return db.session.scalar(
            sa.select(AccessToken.seen_at).where(
                AccessToken.token_hash == keyed_hash("access", token)
            )
        )


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (ANDROID, "Chrome · Android"),
        (IPHONE, "Safari · iPhone"),
        (ANDROID + " Zalo android/23", "Zalo · Android"),
        (IPHONE + " [FBAN/FBIOS]", "Facebook · iPhone"),
        (ANDROID.replace("Chrome", "SamsungBrowser/25 Chrome"), "Samsung Internet · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/127.0", "Firefox · Windows"),
        ("Mozilla/5.0 (Macintosh) Chrome/126 Safari/537.36 Edg/126.0", "Edge · Mac"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_in_plain_words(agent: str, told: str) -> None:
    assert browser_words(agent) == told


def test_a_program_by_its_first_word() -> None:
    assert program_words("python-requests/2.32.3") == "python-requests"
    assert program_words("<b>x</b>") == ""
    assert len(program_words("x" * 500)) == 30


def test_each_is_listed_and_this_one_marked(app: Flask, people: People) -> None:
    here = signed_in_with(app, people, ANDROID)
    signed_in_with(app, people, IPHONE)
    body = {"phone": people.ba_tu.phone, "password": PASSWORD, "name": "Ward sheet <b>"}
    assert app.test_client().post("/api/v1/tokens", json=body).status_code == 200
    people.huong.browser.get("/")  # nobody else's
    cards = [
        card.text() for card in here.page(PAGE).all("li") if "card" in card.attributes["class"]
    ]
    # The two tokens that the tests gave her have no name.
    assert len(cards) == 4
    [this] = [card for card in cards if "Máy này" in card]
    assert "Chrome · Android" in this
    assert "Đăng xuất ở đó" not in this
    assert any("Safari · iPhone" in card and "Đăng xuất ở đó" in card for card in cards)
    assert any("Ward sheet <b>" in card for card in cards)


def test_one_is_ended_and_no_other(app: Flask, people: People) -> None:
    here, lost = (signed_in_with(app, people, agent) for agent in (ANDROID, IPHONE))
    with app.app_context():
        [short] = [
            one.short for one in sessions.sessions_of(people.ba_tu.id) if "iPhone" in one.device
        ]
    ended = here.post(f"{PAGE}/{short}/end", data=here.csrf())
    assert ended.status_code == 303
    assert not is_in(lost)
    assert is_in(here)
    assert me(app.test_client(), people.ba_tu.token).status_code == 200
    with app.app_context():
        assert "session_ended" in [entry.action for entry in history(people.ba_tu.id)]


def test_nobody_ends_those_of_others(app: Flask, people: People) -> None:
    mine, browser = people.ba_tu.browser, people.huong.browser
    with app.app_context():
        short = sessions.sessions_of(people.ba_tu.id)[0].short
    # Neither by its name nor by something that would fit all names.
    for name in (short, "%", "_" * 16, "0" * 16):
        assert browser.post(f"{PAGE}/{name}/end", data=browser.csrf()).status_code == 404
    assert is_in(mine)
    assert len(re.findall(r"/account/devices/\w+/end\"", mine.get(PAGE).text)) == 1
    assert browser_of(app).get(PAGE).status_code == 302


def test_all_others_are_ended_at_once(app: Flask, people: People) -> None:
    here, lost = (signed_in_with(app, people, agent) for agent in (ANDROID, IPHONE))
    hers = people.huong.browser
    ended = here.post(f"{PAGE}/end-others", data=here.csrf(), follow_redirects=True)
    assert "mọi nơi khác" in words(here.seen(ended))
    assert is_in(here)
    assert is_in(hers)
    assert not is_in(lost)
    assert me(app.test_client(), people.ba_tu.token).status_code == 401


def test_who_is_signed_in_here_only_is_not_asked_to_end_others(app: Flask, people: People) -> None:
    here = people.ba_tu.browser
    assert "/end-others" in here.get(PAGE).text  # there is her program, too
    here.post(f"{PAGE}/end-others", data=here.csrf())
    assert "/end-others" not in here.get(PAGE).text


def test_the_last_use_is_written_down_once_an_hour(app: Flask, people: People) -> None:
    token = people.ba_tu.token
    client = app.test_client()
    first = seen_at(app, token)
    assert me(client, token).status_code == 200
    assert seen_at(app, token) == first
    for before in (utcnow() - timedelta(hours=2), None):
        with app.app_context(), transaction():
            db.session.execute(sa.update(AccessToken).values(seen_at=before))
        with me(client, token) as answer:
            assert answer.status_code == 200
            assert seen_at(app, token) == before, "once the answer has left"
        again = seen_at(app, token)
        assert again is not None
        assert again > utcnow() - timedelta(minutes=1)


def test_the_answer_does_not_wait_for_the_note(app: Flask, people: People) -> None:
    token, locked, done = people.ba_tu.token, threading.Event(), threading.Event()
    with app.app_context(), transaction():
        db.session.execute(sa.update(AccessToken).values(seen_at=None))

    def hold() -> None:
        with app.app_context(), transaction():
            db.session.execute(sa.update(AccessToken).values(device="Nhập dữ liệu"))
            locked.set()
            done.wait(5)

    with ThreadPoolExecutor(1) as other:
        holding = other.submit(hold)
        locked.wait(5)
        answer = me(app.test_client(), token)
        assert not holding.done()
        done.set()
    assert answer.status_code == 200
    answer.close()
    assert seen_at(app, token) is not None


def test_what_is_held_of_them_can_be_taken_along(app: Flask, people: People) -> None:
    signed_in_with(app, people, ANDROID)
    held = people.ba_tu.client.get("/api/v1/me/export").get_json()["sessions"]
    assert "Chrome · Android" in [one["device"] for one in held]
    assert all(one["seen_at"] for one in held)
    assert "token" not in str(held)


def test_a_session_that_has_run_out_is_not_listed(app: Flask, people: People) -> None:
    with app.test_request_context():
        service.open_session(people.ba_tu.id, "Chrome · Android")
        with transaction():
            db.session.execute(sa.update(AccessToken).values(expires_at=utcnow()))
        assert sessions.sessions_of(people.ba_tu.id) == []
