"""Where a stranger may look from, and all that is read there."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from connect.foundation.config import Settings
from connect.geo import Cell, Point, cell_of, distance_m
from tests.web import ANSWERS_OF_THE_MOMENT, Browser

TOWNS = (
    Point(10.7340, 106.7215),  # Quận 7
    Point(21.0287, 105.8523),  # Hoàn Kiếm
    Point(16.0544, 108.2022),  # Đà Nẵng
    Point(21.3861, 103.0230),  # Điện Biên: few households, so the ward stands for the cell
    Point(10.2167, 103.9667),  # Phú Quốc
)
CATEGORIES = ("", "food", "medicine")


def cell(point: Point, settings: Settings) -> Cell:
    return cell_of(point, cell_metres=settings.cell_metres, households=settings.cell_households)


def shifted(point: Point, chance: random.Random, metres: float) -> Point:
    degrees = metres / 111_195
    return Point(
        point.lat + chance.uniform(-degrees, degrees), point.lon + chance.uniform(-degrees, degrees)
    )


def two_points_of_one_cell(
    near: Point, chance: random.Random, settings: Settings
) -> tuple[Point, Point]:
    """Two points of the same cell, far enough apart that a leak would show."""
    while True:
        one, other = shifted(near, chance, 2_000), shifted(near, chance, 2_000)
        if cell(one, settings) == cell(other, settings) and distance_m(one, other) > 100:
            return one, other


def urls(
    request_id: UUID, old: Point, new: Point, chance: random.Random, settings: Settings
) -> Iterator[str]:
    """What a stranger can ask for, from vantage points chosen against this request."""
    middle = cell(old, settings).point
    for vantage in [old, new, middle, *(shifted(middle, chance, m) for m in (300, 1e3, 1e4, 3e5))]:
        near = f"{vantage.lat!r},{vantage.lon!r}"
        # A filter by the true distance would tell the two points apart at these radii.
        between = (distance_m(vantage, old) + distance_m(vantage, new)) / 2
        for radius in (None, between, distance_m(vantage, middle) + 1, 700.0):
            asked: dict[str, Any] = {"near": near, "limit": chance.choice((1, 2, 50))}
            asked["category"] = chance.choice(CATEGORIES)
            if radius is not None:
                asked["radius_m"] = max(1, radius)
            if chance.random() < 0.3:
                asked["urgency"] = chance.choice(("normal", "urgent"))
            yield f"/api/v1/requests?{urlencode(asked)}"
        yield f"/requests?{urlencode({'near': near})}"
        yield f"/requests?{urlencode({'near': near, 'category': 'food'})}"
    yield "/api/v1/requests?limit=100"
    yield "/api/v1/requests?urgency=normal"
    yield f"/api/v1/requests/{request_id}"
    yield f"/requests/{request_id}"
    yield "/requests"
    yield "/"
    yield f"/api/v1/suppliers?near={middle.lat},{middle.lon}"
    yield f"/suppliers?near={middle.lat},{middle.lon}"
    yield "/api/v1/suppliers.geojson?bbox=102,8,110,24"
    # A box whose edge runs between the two points, and one around the middle of the cell alone.
    edge = (old.lon + new.lon) / 2
    for west, east in ((102.0, edge), (edge, 110.0), (middle.lon - 1e-4, middle.lon + 1e-4)):
        for more in ("", "&brief=1", "&category=food", "&urgency=normal"):
            yield f"/api/v1/requests.geojson?bbox={west!r},8,{east!r},24{more}"


def reading_all(browser: Browser, asked: list[str], api_token: str | None) -> dict[str, bytes]:
    """The answers, following cursors to the end."""
    headers = {"Authorization": f"Bearer {api_token}"} if api_token else {}
    answers = {}
    for url in asked:
        following: str | None = url
        while following:
            answer = browser.get(following, headers=headers if "/api/" in url else {})
            assert answer.status_code == 200, following
            answers[following] = ANSWERS_OF_THE_MOMENT.sub(b"", answer.get_data())
            cursor = answer.json.get("next") if answer.is_json and answer.json else None
            joint = "&" if "?" in url else "?"
            following = f"{url}{joint}cursor={cursor}" if cursor else None
    return answers


def listed(browser: Browser, near: Point, **filters: Any) -> list[dict[str, Any]]:
    asked = urlencode({"near": f"{near.lat!r},{near.lon!r}", "limit": 100} | filters)
    answer = browser.get(f"/api/v1/requests?{asked}")
    assert answer.json is not None
    return list(answer.json["items"])


def shifted_by(point: Point, north_m: float, east_m: float) -> Point:
    return Point(point.lat + north_m / 111_195, point.lon + east_m / 109_200)
