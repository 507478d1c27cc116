"""What is logged: who was refused by which route, and nobody's number, door, words or token."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from connect.foundation.logs import Line
from tests.people import PASSWORD, People, a_request
from tests.situations import SECRETS
from tests.web import Browser, browser_of

KEY = "a key for tests and nothing else at all"
WORDS = {
    "phone": "0912 345 699",
    "national": "0912345699",
    "e164": "+84912345699",
    "name": "Hoàng Thị Canary",
    "door": SECRETS["address"],
    "words": SECRETS["description"],
    "password": PASSWORD,
}


@pytest.fixture
def log(app: Flask) -> Iterator[io.StringIO]:
    """What the handler of the app writes."""
    assert app
    handler = next(one for one in logging.getLogger("connect").handlers if one.name == "connect")
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_whole_journey_leaves_nobodys_words_in_the_log(
    app: Flask, people: People, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, helper = browser_of(app), people.huong
    body = a_request(
        phone=WORDS["phone"], name=WORDS["name"], description=WORDS["words"],
        location={"lat": 10.734, "lon": 106.7215, "address": WORDS["door"]},
    )  # fmt: skip
    posted = browser.post("/api/v1/requests", json=body).get_json()
    secrets = WORDS | {"manage": posted["manage_token"], "token": helper.token}
    manage = {"X-Manage-Token": posted["manage_token"]}
    url = f"/api/v1/requests/{posted['id']}"
    browser.get(f"/m/{posted['manage_token']}")
    browser.get(f"/m/{posted['manage_token']}x")
    browser.get(url, headers=manage)
    browser.post(f"{url}/close", json={"reason": WORDS["words"]}, headers=manage)
    helper.client.post(f"{url}/claim")
    helper.client.patch(url, json=body)  # 403
    for password in (PASSWORD, "không phải đâu"):
        told = {"phone": WORDS["phone"], "password": password}
        browser.post("/api/v1/tokens", json=told)
        browser.post("/sign-in", data=told | browser.csrf())
    browser.post("/sign-in", data={"phone": WORDS["phone"]})  # without the token of a form
    browser.get("/api/v1/me", headers={"Authorization": f"Bearer {posted['manage_token']}"})

    # And a bug, in the middle of a person's words.
    def broken(*_words: object) -> None:
        raise ValueError(f"{WORDS['phone']} {WORDS['door']}") from KeyError(WORDS["name"])

    monkeypatch.setattr("connect.help_requests.queries.request_of_token", broken, raising=False)
    monkeypatch.setattr("connect.help_requests.pages.views.merging.kept_instead_of", broken)
    monkeypatch.setattr(app, "testing", False)
    assert browser.get(f"/m/{posted['manage_token']}").status_code == 500
    written = log.getvalue()
    assert [name for name, secret in secrets.items() if secret in written] == []
    assert posted["manage_token"].split(".")[0] not in written
    noted = lines(log)
    assert {"/sign-in", "/api/v1/tokens", "/api/v1/requests/<uuid:request_id>"} <= {
        one.get("route") for one in noted
    }
    [bug] = [one for one in noted if one["level"] == "error"]
    assert bug["route"] == "/m/<token>"
    assert bug["trace"][-1] == "KeyError"
    assert "ValueError" in bug["trace"]
    assert any("connect/help_requests/pages/views.py" in line for line in bug["trace"])


def test_one_phone_is_the_same_hash_in_every_spelling(
    client: Browser, people: People, log: io.StringIO
) -> None:
    """Who is tried again and again can be seen, and not read."""
    for phone in (people.ba_tu.phone, "0912 345 603", "0912345604"):
        client.post("/api/v1/tokens", json={"phone": phone, "password": "không phải đâu"})
    hashes = [one["phone"] for one in lines(log)]
    assert hashes[0] == hashes[1] != hashes[2]
    assert all(len(one) == 12 for one in hashes)
    assert {(one["route"], one["status"], one["said"]) for one in lines(log)} == {
        ("/api/v1/tokens", 422, "refused")
    }


def test_who_comes_in_and_who_is_turned_away_is_written_down(
    app: Flask, people: People, log: io.StringIO
) -> None:
    browser, phone = browser_of(app), people.ba_tu.phone
    browser.post("/sign-in", data={"phone": phone, "password": PASSWORD} | browser.csrf())
    browser.post("/sign-out", data=browser.csrf())
    browser.get("/api/v1/me", headers={"Authorization": "Bearer x"})
    people.nobody.client.get("/api/v1/desk/requests")
    people.nobody.client.get("/api/v1/categories")  # nothing to tell
    told = [(one["said"], one["route"], one["status"], one.get("account")) for one in lines(log)]
    assert told == [
        ("came in", "/sign-in", 303, str(people.ba_tu.id)),
        ("came in", "/sign-out", 303, None),
        ("refused", "/api/v1/me", 401, None),
        ("refused", "/api/v1/desk/requests", 403, str(people.nobody.id)),
    ]
    assert all(one["at"].endswith("+00:00") for one in lines(log))


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("call 0912 345 678 now", "0912 345 678"),
        ("+84 912 345 678", "912 345"),
        ("(091) 234-5678", "234-5678"),
        ("Bearer 3q2-7wAAAAB0aGlzX2lzX2Ffc2VjcmV0X3Rva2Vu", "dGhpc19p"),
        ("two\nlines\r\nINFO a forged one", "\n"),
        ("\x1b[31mred\x00", "\x1b"),
    ],
)
def test_a_line_holds_no_number_no_token_and_no_line_end(text: str, gone: str) -> None:
    record = logging.LogRecord("connect.x", logging.INFO, "", 1, "%s", (text,), None)
    line = Line(KEY, whole=False).format(record)
    assert gone not in line
    assert json.loads(line)["from"] == "connect.x"


def test_ids_of_ours_stay_readable() -> None:
    said = "gift 0b8f3c1e-9d1f-4c67-8a55-0123456789ab could not be moved on"
    record = logging.LogRecord("connect.x", logging.INFO, "", 1, said, (), None)
    record.odd, record.status = "not on the list", 403
    line = json.loads(Line(KEY, whole=False).format(record))
    assert (line["said"], line["status"]) == (said, 403)
    assert "odd" not in line


def test_one_app_after_another_writes_each_line_once(another_app: Callable[..., Flask]) -> None:
    another_app()
    another_app()
    assert [one.name for one in logging.getLogger("connect").handlers].count("connect") == 1


@pytest.mark.parametrize("path", ["/api/v1/tokens", "/sign-in"])
def test_what_is_too_large_for_a_door_is_refused_and_noted(
    app: Flask, log: io.StringIO, path: str
) -> None:
    """The note reads the phone out of a body that cannot be read."""
    large = "x" * 2_000_000
    client = app.test_client()
    sent = {"json": {"phone": large}} if path.startswith("/api") else {"data": {"phone": large}}
    assert client.post(path, **sent).status_code == 413
    assert "phone" not in lines(log)[-1]
