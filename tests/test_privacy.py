"""The privacy attack: all that a stranger can read recovers the public cell, and nothing finer.

The strongest witness is a move. The true point goes somewhere else within its cell, and every
answer that a stranger or an uninvolved neighbour can get must stay the same, byte for byte:
whatever is left to compare cannot depend on the point. Vantage points are chosen against us: around
the cell, in it, and with radii between the distances to the old and the new point.
"""

import random
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.config import Settings
from connect.foundation.database import db
from connect.geo import Point, Whereabouts, distance_m
from connect.help_requests import presenting, queries, service
from connect.help_requests.lifecycle import Status
from connect.help_requests.models import HelpRequest
from connect.responders import service as responders_service
from tests.people import People
from tests.situations import REQUESTER, ask, help_from, situation
from tests.vantage_points import (
    TOWNS,
    cell,
    listed,
    reading_all,
    shifted,
    shifted_by,
    two_points_of_one_cell,
    urls,
)
from tests.web import Browser, browser_of


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("town", TOWNS, ids=lambda town: f"{town.lat},{town.lon}")
def test_a_move_within_the_cell_changes_nothing_that_a_stranger_can_read(
    town: Point, app: Flask, client: Browser, people: People, settings: Settings
) -> None:
    chance = random.Random(f"{town}")
    old, new = two_points_of_one_cell(town, chance, settings)
    neighbour = people.nobody
    with app.test_request_context():
        # Others around it, some in the same cell, so that order and pages have something to tell.
        for _i in range(12):
            ask(app, where=Whereabouts(point=shifted(old, chance, 1_500)))
        request = ask(app, where=Whereabouts(point=old))
        request_id, moved = request.id, Whereabouts(point=new)
    asked = list(urls(request_id, old, new, chance, settings))
    signed_in = neighbour.browser
    before = reading_all(client, asked, None), reading_all(signed_in, asked, neighbour.token)
    with app.test_request_context():
        service.edit(request_id, {"where": moved}, None, REQUESTER, settings)
    after = reading_all(client, asked, None), reading_all(signed_in, asked, neighbour.token)
    assert before[0].keys() == after[0].keys()
    for url, answer in before[0].items():
        assert after[0][url] == answer, url
    assert after[1] == before[1]
    with app.test_request_context():
        assert db.session.get_one(HelpRequest, request_id).point == new


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: f"{town.lat},{town.lon}")
def test_every_distance_and_every_radius_is_measured_to_the_cell(
    town: Point, app: Flask, client: Browser, settings: Settings
) -> None:
    chance = random.Random(f"radius {town}")
    true_point = shifted(town, chance, 1_000)
    with app.test_request_context():
        ask(app, where=Whereabouts(point=true_point))
    public = cell(true_point, settings).point
    for _i in range(10):
        vantage = shifted(true_point, chance, 8_000)
        away = distance_m(vantage, public)
        assert [one["distance_m"] for one in listed(client, vantage)] == [round(away, 1)]
        assert len(listed(client, vantage, radius_m=away + 0.5)) == 1
        assert listed(client, vantage, radius_m=away - 0.5) == []


def test_trilateration_finds_the_middle_of_the_cell(
    app: Flask, client: Browser, settings: Settings
) -> None:
    """Least squares over many distances: the attack that rounded or noisy distances fall to."""
    chance = random.Random("trilateration")
    true_point = Point(10.73537, 106.72249)
    with app.test_request_context():
        ask(app, where=Whereabouts(point=true_point))
    vantages = [shifted(true_point, chance, 5_000) for _i in range(30)]
    told = [(v, listed(client, v)[0]["distance_m"]) for v in vantages]
    guess = true_point  # the attacker may even start from the truth
    for step in (100.0, 10.0, 1.0, 0.1):
        for _round in range(60):
            around = [
                shifted_by(guess, north * step, east * step)
                for north in (-1, 0, 1)
                for east in (-1, 0, 1)
            ]
            guess = min(around, key=lambda p: sum((distance_m(p, v) - d) ** 2 for v, d in told))
    public = cell(true_point, settings).point
    assert distance_m(guess, public) < 1
    assert distance_m(public, true_point) > 50


def test_an_asked_volunteer_reads_the_distance_of_the_cell(
    app: Flask, people: People, settings: Settings
) -> None:
    here = situation(app, people, Status.OPEN)
    before = people.huong.client.get("/api/v1/offers").get_data()
    chance = random.Random("offer")
    with app.test_request_context():
        request = db.session.get(HelpRequest, here.request_id)
        assert request is not None
        same_cell = request.point
        while distance_m(same_cell, request.point) < 50:
            same_cell = shifted(request.point, chance, 400)
            if cell(same_cell, settings) != cell(request.point, settings):
                same_cell = request.point
        where = Whereabouts(point=same_cell)
        service.edit(here.request_id, {"where": where}, None, REQUESTER, settings)
    assert people.huong.client.get("/api/v1/offers").get_data() == before


def test_where_a_volunteer_lives_does_not_show_in_what_a_requester_reads(
    app: Flask, people: People, settings: Settings
) -> None:
    here = situation(app, people, Status.OPEN)
    manage = {"X-Manage-Token": here.manage_token}
    asked = [f"/api/v1/requests/{here.request_id}/candidates?limit={limit}" for limit in (1, 5, 50)]
    browser = browser_of(app)
    before = [browser.get(url, headers=manage).get_data() for url in asked]
    chance = random.Random("volunteer")
    volunteer = people.huong
    with app.test_request_context():
        old, new = two_points_of_one_cell(Point(10.7725, 106.6980), chance, settings)
        for point in (old, new):
            responders_service.change(volunteer.account(), here.responder_id, {"point": point})
            answers = [browser.get(url, headers=manage).get_data() for url in asked]
            if point is old:
                before = answers
        assert answers == before
    # A coordinator, who sends people out, reads the true distance.
    exact = people.chi_lan.client.get(asked[0]).json
    assert exact is not None
    assert exact["items"][0]["distance_m"] == round(distance_m(new, Point(10.7340, 106.7215)), 1)


def test_the_edge_of_a_volunteers_reach_gives_no_door_away(
    app: Flask, people: People, settings: Settings
) -> None:
    """Who is on a requester's list hangs on the public cell: halving the way finds only that."""
    chance = random.Random("edge")
    home, neighbour = two_points_of_one_cell(Point(10.7725, 106.6980), chance, settings)
    with app.test_request_context():
        volunteer = help_from(people.huong.account(), point=home, radius_m=2_000.0).id

        def on_the_list(north: float, east: float) -> bool:
            where = Whereabouts(point=shifted_by(home, north, east))
            request = ask(app, phone="+84912345688", where=where)
            told = presenting.candidates(request, 5, settings, exact=False)
            return [one["responder_id"] for one in told] == [str(volunteer)]

        def edge(north: float, east: float) -> float:
            near, far = 0.0, 4_000.0
            while far - near > 1:
                middle = (near + far) / 2
                inside = on_the_list(north * middle, east * middle)
                near, far = (middle, far) if inside else (near, middle)
            return near

        ways = [(1, 0), (-1, 0), (0, 1), (0, -1)]
        seen = [edge(*way) for way in ways]
        responders_service.change(people.huong.account(), volunteer, {"point": neighbour})
        assert [edge(*way) for way in ways] == pytest.approx(seen, abs=2)
        public = cell(home, settings).point
        guess = shifted_by(home, (seen[0] - seen[1]) / 2, (seen[2] - seen[3]) / 2)
        assert distance_m(guess, public) < 20
        assert distance_m(guess, home) > 20


def test_the_place_of_a_volunteer_is_on_no_map_and_in_no_list(
    app: Flask, client: Browser, people: People
) -> None:
    volunteer = people.huong
    with app.test_request_context():
        account = volunteer.account()
        group = help_from(account, kind="organisation", phone="+84912345610").id
        shop = help_from(account, kind="supplier", name="Tạp hoá cô Ba").id
        person = help_from(account, phone="+84912345611").id
    on_map = client.get("/api/v1/suppliers.geojson?bbox=106,10,107,11").json
    near = client.get("/api/v1/suppliers?near=10.77,106.69").json
    assert on_map is not None
    assert near is not None
    assert [one["id"] for one in on_map["features"]] == [str(shop)]
    assert [one["id"] for one in near["items"]] == [str(shop)]
    for hidden in (person, group):
        shown = client.get(f"/api/v1/responders/{hidden}").json
        assert shown is not None
        assert {"location", "address", "phone", "note", "radius_m"}.isdisjoint(shown)


def test_the_public_index_holds_cells_only(app: Flask, settings: Settings) -> None:
    """The table that lists are read from: it cannot tell what it does not hold."""
    chance = random.Random("index")
    with app.test_request_context():
        for _i in range(20):
            ask(app, where=Whereabouts(point=shifted(TOWNS[0], chance, 5_000)))
        rows = db.session.execute(
            sa.text(
                "SELECT l.lat, l.lon, r.cell_lat, r.cell_lon, r.lat AS true_lat"
                " FROM listed_request l JOIN help_request r ON r.id = l.request_id"
            )
        ).all()
    assert len(rows) == 40
    assert all((row.lat, row.lon) == (row.cell_lat, row.cell_lon) for row in rows)
    assert any(row.lat != row.true_lat for row in rows)


def test_a_request_by_ward_is_placed_at_its_ward_for_everyone(
    app: Flask, client: Browser, settings: Settings
) -> None:
    body = {
        "items": [{"category": "food"}],
        "phone": "0912345699",
        "location": {"ward_code": "27259"},
    }
    answer = client.post("/api/v1/requests", json=body).json
    assert answer is not None
    assert answer["cell"]["precision"] == "ward"
    with app.test_request_context():
        found = queries.request_by_id(UUID(answer["id"]))
        assert found is not None
        assert cell(found.point, settings).area_code == found.ward_code
