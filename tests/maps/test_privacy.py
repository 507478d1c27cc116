"""A tile of requests tells the public cell, and of the true place nothing."""

import random

import pytest
from flask import Flask

from connect import maps
from connect.foundation.config import Settings
from connect.foundation.database import db, transaction
from connect.geo import Point, Whereabouts, cell_of, distance_m
from connect.help_requests import CloseReason, service
from connect.help_requests.listing import keep_listed
from connect.help_requests.models import HelpRequest
from connect.help_requests.silence import Silence
from connect.maps import drawing
from tests.maps.reading import Seen, seen, tile_at, world
from tests.people import People
from tests.situations import HERE, REQUESTER, ask, help_from
from tests.web import Browser

TOWNS = (HERE, Point(21.03, 105.85), Point(9.18, 105.15))


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question is asked anew."""
    monkeypatch.setattr(drawing, "KEPT_S", -1.0)


def cell(point: Point, settings: Settings) -> Point:
    households = settings.cell_households
    return cell_of(point, cell_metres=settings.cell_metres, households=households).point


def two_points_of_one_cell(near: Point, dice: random.Random, settings: Settings) -> list[Point]:
    while True:
        pair = [
            Point(near.lat + dice.gauss(0, 0.01), near.lon + dice.gauss(0, 0.01)) for _i in "ab"
        ]
        if cell(pair[0], settings) == cell(pair[1], settings) and distance_m(*pair) > 150:
            return pair


def around(place: Point, *others: Point) -> list[tuple[int, int, int]]:
    """Every tile of every zoom that could hold any of these, and their neighbours."""
    found = {
        (zoom, x + east, y + south)
        for zoom in range(23)
        for _z, x, y in (tile_at(*one, zoom) for one in (place, *others))
        for east in (-1, 0, 1)
        for south in (-1, 0, 1)
        if min(x + east, y + south) >= 0 and max(x + east, y + south) < 2**zoom
    }
    return sorted(found)


def everything(client: Browser, tiles: list[tuple[int, int, int]]) -> list[list[Seen]]:
    return [seen(client, "requests", *tile) for tile in tiles]


@pytest.mark.parametrize("town", TOWNS)
def test_no_tile_tells_where_in_its_cell_somebody_is(
    town: Point, app: Flask, client: Browser, settings: Settings
) -> None:
    """The true place moves within the cell: every tile stays as it was, counted or not yet."""
    dice = random.Random(str(town))
    old, new = two_points_of_one_cell(town, dice, settings)
    middle = cell(old, settings)
    with app.test_request_context():
        request_id = ask(app, where=Whereabouts(point=old), urgency="urgent").id
    tiles = around(middle, old, new)
    before = everything(client, tiles)
    with app.test_request_context():
        service.edit(
            request_id, {"where": Whereabouts(point=new)}, None, REQUESTER, app.config["CONNECT"]
        )
        moved = db.session.get_one(HelpRequest, request_id)
        assert (moved.lat, moved.lon) == pytest.approx(new)
    assert everything(client, tiles) == before
    with app.test_request_context():
        maps.count_changes()
    assert everything(client, tiles) == before
    # It is there once at each zoom, in the middle of its cell to the last step.
    for (zoom, x, y), points in zip(tiles, before, strict=True):
        for one in points:
            assert one.properties == {"count": 1, "urgent": 1}
            corner = (x << 34 - zoom, y << 34 - zoom)
            there = [
                at - edge >> 22 - zoom for at, edge in zip(world(*middle), corner, strict=True)
            ]
            assert [one.x, one.y] == there
    assert sum(len(points) for points in before) == 23


def test_who_is_hidden_or_closed_or_being_helped_is_in_no_tile(
    app: Flask, client: Browser, people: People
) -> None:
    with app.test_request_context():
        hidden = ask(app, phone="+84912345601").id
        closed = ask(app, phone="+84912345602").id
        taken = ask(app, phone="+84912345603").id
        shown = ask(app, phone="+84912345604")
        middle = Point(shown.cell_lat, shown.cell_lon)
        service.close(closed, CloseReason.WITHDRAWN, None, REQUESTER)
    huong = people.huong
    with app.test_request_context():
        helper = help_from(huong.account())
    claim = huong.client.post(
        f"/api/v1/requests/{taken}/claim", json={"responder_id": str(helper.id)}
    )
    assert claim.status_code in (200, 201)
    with app.test_request_context():
        hide(hidden)
    for zoom in (0, 10, 14, 22):
        [heap] = seen(client, "requests", *tile_at(*middle, zoom))
        assert heap.properties["count"] == 1


def hide(request_id: object) -> None:
    """As time does when nobody has answered for long."""
    with transaction():
        request = db.session.get_one(HelpRequest, request_id)
        request.silence = Silence.HIDDEN
        keep_listed(request)


def test_who_helps_from_home_is_in_no_tile(app: Flask, client: Browser, people: People) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        help_from(people.huong.account(), kind="organisation", phone="+84912345610")
    for layer in ("suppliers", "requests"):
        for zoom in (0, 12, 14, 16):
            assert seen(client, layer, *tile_at(*HERE, zoom)) == []
