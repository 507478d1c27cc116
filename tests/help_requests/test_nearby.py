"""Open requests nearest to a place: by public cell, exactly, page by page."""

import random
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from connect.geo import Point, distance_m
from tests.people import a_request
from tests.web import Browser

HERE = Point(10.7340, 106.7215)


@pytest.fixture
def many(client: FlaskClient) -> list[dict[str, Any]]:
    """Forty requests around a place, some in the same cell, some urgent, some for medicine."""
    dice = random.Random(5)
    cards = []
    for number in range(40):
        location = {"lat": 10.734 + dice.gauss(0, 0.02), "lon": 106.7215 + dice.gauss(0, 0.02)}
        if number % 5 == 0:
            location = {"lat": 10.7341, "lon": 106.7216}
        body = a_request(
            location=location,
            urgency="urgent" if number % 4 == 0 else "normal",
            items=[{"category": "medicine" if number % 3 == 0 else "food"}],
        )
        made = client.post("/api/v1/requests", json=body)
        assert made.json is not None
        card = client.get(f"/api/v1/requests/{made.json['id']}").json
        assert card is not None
        cards.append(card)
    return cards


def scan(cards: list[dict[str, Any]]) -> list[str]:
    """Ids by the distance of the public cell, ties by id."""

    def rank(card: dict[str, Any]) -> tuple[float, str]:
        return distance_m(HERE, Point(card["cell"]["lat"], card["cell"]["lon"])), card["id"]

    return [card["id"] for card in sorted(cards, key=rank)]


def ask(client: FlaskClient, **filters: Any) -> dict[str, Any]:
    query = "&".join(f"{name}={quote(str(value))}" for name, value in filters.items())
    answer = client.get(f"/api/v1/requests?near={HERE.lat},{HERE.lon}&{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.json or {})


def test_the_list_equals_a_scan_by_cells(client: FlaskClient, many: list[dict[str, Any]]) -> None:
    assert [card["id"] for card in ask(client, limit=100)["items"]] == scan(many)


def test_filters_leave_out_and_keep_the_order(
    client: FlaskClient, many: list[dict[str, Any]]
) -> None:
    urgent = [card for card in many if card["urgency"] == "urgent"]
    medicine = [card for card in many if card["items"][0]["category"] == "medicine"]
    both = [card for card in urgent if card in medicine]
    found = {
        "urgency": ask(client, limit=100, urgency="urgent"),
        "category": ask(client, limit=100, category="medicine"),
        "both": ask(client, limit=100, urgency="urgent", category="medicine"),
    }
    assert [card["id"] for card in found["urgency"]["items"]] == scan(urgent)
    assert [card["id"] for card in found["category"]["items"]] == scan(medicine)
    assert [card["id"] for card in found["both"]["items"]] == scan(both)
    assert 0 < len(both) < len(urgent)


def test_pages_joined_are_the_whole_list(client: FlaskClient, many: list[dict[str, Any]]) -> None:
    seen: list[str] = []
    filters: dict[str, Any] = {"limit": 7}
    while True:
        page = ask(client, **filters)
        seen += [card["id"] for card in page["items"]]
        if page["next"] is None:
            break
        filters["cursor"] = page["next"]
    assert seen == scan(many)


def test_a_radius_counts_from_the_cell(client: FlaskClient, many: list[dict[str, Any]]) -> None:
    within = [
        card
        for card in many
        if distance_m(HERE, Point(card["cell"]["lat"], card["cell"]["lon"])) <= 2_000
    ]
    found = ask(client, limit=100, radius_m=2000)["items"]
    assert [card["id"] for card in found] == scan(within)
    assert 0 < len(found) < len(many)


def test_what_is_claimed_or_closed_is_not_listed(
    client: FlaskClient, many: list[dict[str, Any]]
) -> None:
    made = client.post("/api/v1/requests", json=a_request())
    assert made.json is not None
    manage = {"X-Manage-Token": made.json["manage_token"]}
    url = f"/api/v1/requests/{made.json['id']}"
    assert made.json["id"] in scan(ask(client, limit=100)["items"])
    closed = client.post(f"{url}/close", json={"reason": "withdrawn"}, headers=manage)
    assert closed.status_code == 200
    assert scan(ask(client, limit=100)["items"]) == scan(many)


def test_an_unknown_category_finds_nothing_and_a_wrong_cursor_is_refused(
    client: FlaskClient,
) -> None:
    assert ask(client, category="gold") == {"items": [], "next": None}
    for cursor in ("x", "bnVsbA", "WzEsMl0", "W251bGwsICJ4Il0"):
        answer = client.get(f"/api/v1/requests?near=10,106&cursor={cursor}")
        assert answer.status_code == 422
        assert answer.json is not None
        assert "cursor" in answer.json["errors"]


@pytest.mark.parametrize("url", ["/requests", "/suppliers", "/giving"])
def test_a_list_is_headed_by_the_place_that_was_understood(url: str, client: Browser) -> None:
    page = client.page(f"{url}?place=so+9+nguyen+thi+thap+tan+hung+q7")
    heading = page.all("h1")[0].text()
    assert heading.lower().endswith("gần phường tân hưng, thành phố hồ chí minh")
    # What was typed stays in the field, and goes no further.
    field = next(one for one in page.all("input") if one.attributes.get("id") == "place")
    assert field.attributes["value"] == "so 9 nguyen thi thap tan hung q7"
    links = [one.attributes.get("href") or "" for one in page.all("main")[0].all("a")]
    assert not [link for link in links if "thap" in link]
