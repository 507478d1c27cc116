"""The same unsafe call twice is one call."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.foundation.idempotency import IdempotentCall, forget_old_calls
from connect.geo import GeocodedPlace, Point
from connect.help_requests import HelpRequest
from tests.people import People, a_request, a_responder, count
from tests.web import Browser

URL = "/api/v1/requests"
KEY = {"Idempotency-Key": "a key"}


def test_the_answer_is_told_again_and_nothing_is_done_again(app: Flask, client: Browser) -> None:
    first = client.post(URL, json=a_request(), headers=KEY)
    again = client.post(URL, json=a_request(), headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_data() == again.get_data()
    assert count(app, HelpRequest) == 1


@pytest.mark.parametrize("found", [0, 2])
def test_what_was_made_is_told_again_although_its_place_is_found_no_more(
    found: int, app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A geocoder outside answers otherwise the second time, or not at all."""
    huong = people.huong.client
    there = {"location": {"address": "12 Lê Lợi, phường Tân Hưng, quận 7"}}
    request, responder = a_request(**there), a_responder(**there)
    calls: list[tuple[Callable[..., TestResponse], str, dict[str, Any]]] = [
        (huong.post, URL, request),
        (huong.post, "/api/v1/responders", responder),
    ]
    made = [call(url, json=body, headers=KEY) for call, url, body in calls]
    assert [answer.status_code for answer in made] == [201, 201]
    for (_post, url, _body), answer in list(zip(calls, made, strict=True)):
        own = f"{url}/{answer.get_json()['id']}"
        calls.append((huong.patch, own, there))
        made.append(huong.patch(own, json=there, headers=KEY))
    assert [answer.status_code for answer in made[2:]] == [200, 200]
    asked = []

    def otherwise(words: str, **_settings: object) -> list[GeocodedPlace]:
        assert not db.session.info.get("writing")  # nobody waits for it with the lock in hand
        asked.append(words)
        return [GeocodedPlace("Lê Lợi", Point(10.7, 106.7), None)] * found

    monkeypatch.setattr("connect.geo.locating.geocode", otherwise)
    for (call, url, body), first in zip(calls, made, strict=True):
        again = call(url, json=body, headers=KEY)
        assert (again.status_code, again.get_data()) == (first.status_code, first.get_data())
        assert asked == []
        assert call(url, json=body, headers={"Idempotency-Key": "another"}).status_code == 422
        assert asked.pop()
    assert count(app, HelpRequest) == 1


def test_another_body_is_another_call_and_refused(app: Flask, client: Browser) -> None:
    client.post(URL, json=a_request(), headers=KEY)
    other = client.post(URL, json=a_request(people=3), headers=KEY)
    assert other.status_code == 422
    assert list(other.get_json()["errors"]) == ["Idempotency-Key"]
    assert count(app, HelpRequest) == 1


def test_another_key_or_none_is_another_call(app: Flask, client: Browser) -> None:
    for headers in (KEY, {"Idempotency-Key": "another"}, {}, {}):
        client.post(URL, json=a_request(), headers=headers)
    assert count(app, HelpRequest) == 4


def test_a_refused_call_may_be_corrected_under_the_same_key(app: Flask, client: Browser) -> None:
    wrong = a_request(items=[{"category": "gold"}])
    assert client.post(URL, json=wrong, headers=KEY).status_code == 422
    assert client.post(URL, json=a_request(), headers=KEY).status_code == 201
    assert count(app, HelpRequest) == 1


def test_at_the_same_moment_it_is_still_one(app: Flask) -> None:
    with ThreadPoolExecutor(8) as crowd:
        answers = list(
            crowd.map(
                lambda _n: app.test_client().post(URL, json=a_request(), headers=KEY), range(8)
            )
        )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_data() for answer in answers}) == 1
    assert count(app, HelpRequest) == 1


def test_two_people_with_the_same_key_are_two(app: Flask, people: People) -> None:
    one = people.huong.client.post(URL, json=a_request(), headers=KEY)
    two = people.minh.client.post(URL, json=a_request(), headers=KEY)
    assert one.get_json()["id"] != two.get_json()["id"]


def test_strangers_with_the_same_key_are_known_by_their_phones(app: Flask, client: Browser) -> None:
    one = client.post(URL, json=a_request(), headers=KEY)
    two = client.post(URL, json=a_request(phone="0912 345 699"), headers=KEY)
    assert (one.status_code, two.status_code) == (201, 201)
    assert one.get_json()["id"] != two.get_json()["id"]
    again = client.post(URL, json=a_request(phone="0912 345 699"), headers=KEY)
    assert again.get_data() == two.get_data()
    assert count(app, HelpRequest) == 2


@pytest.mark.parametrize("phone", ["0912 345 603", "+84 912345603"])
def test_one_phone_with_another_body_is_refused_however_it_is_written(
    phone: str, client: Browser
) -> None:
    client.post(URL, json=a_request(), headers=KEY)
    other = client.post(URL, json=a_request(phone=phone, people=5), headers=KEY)
    assert other.status_code == 422
    assert list(other.get_json()["errors"]) == ["Idempotency-Key"]


def test_who_is_signed_in_is_one_caller_whatever_the_phone(people: People) -> None:
    huong = people.huong.client
    assert huong.post(URL, json=a_request(), headers=KEY).status_code == 201
    assert huong.post(URL, json=a_request(phone="0912 345 699"), headers=KEY).status_code == 422


def test_what_is_kept_tells_nothing_to_who_holds_the_database(app: Flask, client: Browser) -> None:
    told = client.post(URL, json=a_request(), headers=KEY).get_json()
    with app.app_context():
        [row] = db.session.execute(sa.select(IdempotentCall.__table__)).mappings()
    kept = str(dict(row))
    assert told["manage_token"] not in kept
    assert told["code"] not in kept
    assert KEY["Idempotency-Key"] not in kept


@pytest.mark.parametrize(
    ("age", "forgotten"), [(timedelta(days=6, hours=23), 0), (timedelta(days=7, hours=1), 1)]
)
def test_a_key_is_forgotten_after_a_week(
    age: timedelta, forgotten: int, app: Flask, client: Browser
) -> None:
    client.post(URL, json=a_request(), headers=KEY)
    with app.test_request_context():
        assert forget_old_calls(utcnow() + age) == forgotten
    client.post(URL, json=a_request(), headers=KEY)
    assert count(app, HelpRequest) == 1 + forgotten
