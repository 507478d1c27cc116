"""Whoever moves often would find out where a request is: three times a day for an account."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.responders import first_profile
from connect.responders.importing import save_imported
from tests.people import BEN_THANH, People
from tests.situations import HERE, a_helper

URL = "/api/v1/responders"
A_HELPER = {
    "kind": "volunteer",
    "name": "Hương",
    "location": BEN_THANH,
    "categories": ["food"],
    "radius_m": 5_000,
    "capacity": 3,
}


@pytest.fixture
def limits_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As outside of tests."""
    monkeypatch.setitem(app.config, "CONNECT", replace(app.config["CONNECT"], limits=True))


def register(people: People) -> Any:
    return people.huong.client.post(URL, json=A_HELPER)


def change(people: People, id_: str, **changes: Any) -> int:
    return people.huong.client.patch(f"{URL}/{id_}", json=changes).status_code


@pytest.mark.usefixtures("limits_on")
def test_to_register_anew_is_to_move(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(3):
        made = register(people)
        assert made.status_code == 201
        assert people.huong.client.delete(f"{URL}/{made.json['id']}").status_code == 204
    refused = register(people)
    assert refused.status_code == 422
    assert "location" in refused.text
    assert people.minh.client.post(URL, json=A_HELPER).status_code == 201
    tomorrow = utcnow() + timedelta(days=1)
    monkeypatch.setattr("connect.responders.service.utcnow", lambda: tomorrow)
    assert register(people).status_code == 201


def test_how_far_somebody_goes_changes_three_times_a_day(app: Flask, people: People) -> None:
    id_ = register(people).json["id"]
    radii = (4_000, 4_000, 3_000, 2_000, 1_000)
    answers = [change(people, id_, radius_m=radius_m) for radius_m in radii]
    assert answers == [200, 200, 200, 200, 422]
    assert change(people, id_, location=BEN_THANH, radius_m=2_000, capacity=9) == 200


def test_all_places_of_an_account_move_three_times_a_day(app: Flask, people: People) -> None:
    ids = [register(people).json["id"] for _n in range(4)]
    away = {"lat": 10.7, "lon": 106.7}
    assert [change(people, id_, location=away) for id_ in ids] == [200, 200, 200, 422]


@pytest.mark.usefixtures("limits_on")
def test_what_nobody_has_chosen_is_no_move(app: Flask, people: People) -> None:
    with app.test_request_context():
        save_imported([(f"row {n}", a_helper()) for n in range(5)])
        first = first_profile(people.huong.account(), HERE).id
    assert [change(people, str(UUID(str(first))), radius_m=1_000 + n) for n in range(3)] == [
        200
    ] * 3
