"""What people write as they like: understood, cleaned, or refused in their language."""

from urllib.parse import quote
from uuid import UUID

import orjson
import pytest
from flask import Flask

from connect.geo import Point, Whereabouts
from connect.help_requests import HelpRequest
from tests.people import People, a_request, a_responder, count
from tests.refusing import NEAR, check_refusal
from tests.situations import ask, request_now, situation
from tests.web import Browser


@pytest.mark.parametrize(
    "typed",
    ["12", "0912 345 67", "0912 345 6789", "+1 23", "phone", "０９１２", "-" * 40, "1" * 99],
)
def test_a_wrong_phone_is_named_with_an_example(typed: str, client: Browser) -> None:
    answer = client.post("/api/v1/requests", json=a_request(phone=typed))
    assert "0912 345 678" in check_refusal(answer, 422)["phone"][0]


@pytest.mark.parametrize(
    "typed",
    [
        "0912 345 603",
        "+84912345603",
        "0912.345.603",
        "(091) 234 5603",
        "\u202a0912345603\u202c",
        "０９１２３４５６０３",
        "0912\u00a0345\u200b603",
    ],
)
def test_a_phone_is_understood_as_people_write_it(typed: str, app: Flask, client: Browser) -> None:
    answer = client.post("/api/v1/requests", json=a_request(phone=typed))
    assert answer.json is not None
    assert answer.status_code == 201
    shown = client.get(
        f"/api/v1/requests/{answer.json['id']}",
        headers={"X-Manage-Token": answer.json["manage_token"]},
    ).json
    assert shown is not None
    assert shown["phone"] == "+84912345603"


def test_words_are_cleaned_before_they_are_kept(app: Flask, client: Browser) -> None:
    """NUL, bidi tricks and zero-width characters go; emoji, tone marks and line ends stay."""
    answer = client.post(
        "/api/v1/requests",
        json=a_request(
            name="Ba\u0300 \u202eTư\u0000",
            description="một\u200b\r\nhai\u0007 👨‍👩‍👧",
            items=[{"category": "food", "goods": " gạo \n nếp ", "note": "\ufeff"}],
        ),
    )
    assert answer.json is not None
    with app.test_request_context():
        kept = request_now(UUID(answer.json["id"]))
        assert kept.name == "Bà Tư"
        assert kept.description == "một\nhai 👨‍👩‍👧"
        assert (kept.items[0].goods, kept.items[0].note) == ("gạo nếp", "")


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_that_is_none_is_refused(key: str, app: Flask, client: Browser) -> None:
    answer = client.post("/api/v1/requests", json=a_request(), headers={"Idempotency-Key": key})
    assert list(check_refusal(answer, 422)) == ["Idempotency-Key"]
    assert count(app, HelpRequest) == 0


@pytest.mark.parametrize("token", ["x", "a.b", "\xff\xfe", "x" * 5_000, "IjAwIg.x"])
def test_a_manage_token_that_is_none_opens_nothing(
    token: str, app: Flask, people: People, client: Browser
) -> None:
    here = situation(app, people, "open")
    url = f"/api/v1/requests/{here.request_id}"
    shown = client.get(url, headers={"X-Manage-Token": token}).json
    assert shown is not None
    assert "phone" not in shown
    assert client.post(f"{url}/confirm", headers={"X-Manage-Token": token}).status_code == 401
    assert client.get(f"/m/{quote(token)}").status_code == 404


def test_a_manage_token_opens_its_own_request_only(
    app: Flask, people: People, client: Browser
) -> None:
    here = situation(app, people, "open")
    with app.test_request_context():
        other = ask(app).id
    manage = {"X-Manage-Token": here.manage_token}
    shown = client.get(f"/api/v1/requests/{other}", headers=manage).json
    assert shown is not None
    assert "phone" not in shown
    check_refusal(client.post(f"/api/v1/requests/{other}/confirm", headers=manage), 401)


def test_a_refusal_speaks_the_language_of_the_client(client: Browser) -> None:
    said = {}
    for language in ("vi", "en", "fr;q=1, vi;q=0.5", "*", ";;;", "x" * 3_000):
        headers = {"Accept-Language": language}
        answer = client.post("/api/v1/requests", json=a_request(phone="12"), headers=headers)
        said[language] = check_refusal(answer, 422)["phone"][0]
    assert said["vi"].startswith("Số này chưa đúng")
    assert said["en"].startswith("This number is not right yet")
    assert said["fr;q=1, vi;q=0.5"] == said[";;;"] == said["x" * 3_000] == said["vi"]


@pytest.mark.parametrize(
    "hours",
    [
        "24",
        "Mo-Fr",
        "Mo 25:00-26:00",
        "Xx 08:00",
        "08:00-",
        "Mo-Su 99:99",
        "{{7*7}}",
        "🍚",
        "Mo 08:00-12:00 \u0000",
        "week 99",
        "2020 Jan 32",
        "easter +999999 days",
        "(sunset-99:00)",
        "9999-99999",
        "Mo[99]",
        "00:00-24:00/0",
    ],
)
def test_opening_hours_are_read_or_refused(hours: str, people: People) -> None:
    body = a_responder(opening_hours=hours)
    answer = people.huong.client.post("/api/v1/responders", json=body)
    if answer.status_code != 201:
        assert list(check_refusal(answer, 422)) == ["opening_hours"]


def test_the_answers_are_json_that_anyone_can_read(app: Flask, client: Browser) -> None:
    """No NaN and no infinity ever stands in an answer."""
    with app.test_request_context():
        ask(app, where=Whereabouts(point=Point(90.0, 0.0)))
    for url in (f"/api/v1/requests?near={NEAR}", "/api/v1/requests?near=-90,0", "/api/v1/requests"):
        assert orjson.loads(client.get(url).get_data())["items"]  # it reads no NaN
