""" "Delivers to me" narrows the map as it does the list."""

import uuid

from flask import Flask

from connect.geo import Point
from tests.suppliers.shops import HERE, listed
from tests.web import Browser

AROUND = "106,10,107.5,11.5"


def near(app: Flask, number: int, *, far: float, delivers: bool, reach_m: float) -> uuid.UUID:
    """A shop `far` degrees north of here."""
    return listed(
        app, f"node/{number}", name=f"Tiệm số {number}", phone=None, delivers=delivers,
        radius_m=reach_m, point=Point(HERE.lat + far, HERE.lon), opening_hours="",
    )  # fmt: skip


def on_map(client: Browser, box: str = AROUND, **asked: str) -> set[str]:
    answer = client.get("/api/v1/suppliers.geojson", query_string={"bbox": box, **asked})
    assert answer.status_code == 200, answer.get_json()
    return {one["id"] for one in answer.get_json(force=True)["features"]}


def in_list(client: Browser, **asked: str) -> set[str]:
    answer = client.get("/api/v1/suppliers", query_string={"near": HERE_SAID, **asked})
    return {one["id"] for one in answer.get_json()["items"]}


HERE_SAID = f"{HERE.lat},{HERE.lon}"


def test_the_map_shows_who_delivers_here_and_nobody_else(app: Flask, client: Browser) -> None:
    reaches = near(app, 1, far=0.05, delivers=True, reach_m=10_000)
    too_far = near(app, 2, far=0.05, delivers=True, reach_m=2_000)
    fetch_it = near(app, 3, far=0.01, delivers=False, reach_m=10_000)
    everyone = {str(one) for one in (reaches, too_far, fetch_it)}
    assert on_map(client) == everyone
    assert on_map(client, delivers_to=HERE_SAID) == {str(reaches)}
    assert in_list(client, delivers="1") == {str(reaches)}
    # The place that is delivered to need not be in view, nor the shop in it.
    assert on_map(client, box="106,10.81,107,11", delivers_to=HERE_SAID) == {str(reaches)}
    assert on_map(client, box="106,10.7,107,10.8", delivers_to=HERE_SAID) == set()
    assert on_map(client, delivers_to=HERE_SAID, open_now="1", goods="masks") == {str(reaches)}
    assert on_map(client, delivers_to=HERE_SAID, goods="rice") == set()


def test_a_place_that_is_none_is_refused(client: Browser) -> None:
    for wrong in ("here", "91,0", "1"):
        asked = {"bbox": AROUND, "delivers_to": wrong}
        assert client.get("/api/v1/suppliers.geojson", query_string=asked).status_code == 422
