"""Nothing that can be asked for tells where in its cell somebody is: two worlds with other doors
and the same cells answer byte for byte the same, at every address that there is.

tests/test_privacy.py and tests/maps/test_privacy.py go deeper where lists, radii and tiles are.
"""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db
from connect.geo import Point, Whereabouts, distance_m
from connect.giving import service as giving
from connect.giving.service import GiftDetails
from connect.help_requests import HelpRequest, assignments, service
from connect.responders import service as responders
from connect.responders.models import Responder
from tests.people import People
from tests.situations import CLAIMANT, REQUESTER, ask, help_from
from tests.vantage_points import cell, two_points_of_one_cell
from tests.web import ANSWERS_OF_THE_MOMENT

TOWN = Point(10.7340, 106.7215)
# What is listed, drawn, counted or measured from some place.
LISTENING = {"requests", "suppliers", "gifts", "giving", "hotlines", "diary", "figures", "places",
             "mine", "offers", "cases", "alike", "candidates", "supply"}  # fmt: skip


# Files, figures of the machine, and a page of components that shows nobody.
UNTOLD = ("/static/", "/metrics", "/style")


def asked(old: Point, new: Point, middle: Point) -> list[str]:
    """Questions that a filter, an order or a count by the true place would answer otherwise."""
    between = (distance_m(old, new)) / 2
    edge = (old.lon + new.lon) / 2
    near = f"near={old.lat!r},{old.lon!r}&lat={old.lat!r}&lon={old.lon!r}"
    return [
        "",
        f"?{near}&limit=1",
        f"?{near}&radius_m={max(1.0, between)}&sort=distance",
        f"?near={new.lat!r},{new.lon!r}&radius_m={distance_m(new, middle) + 1}&category=food",
        f"?bbox=106,10,{edge!r},11&{near}",
        f"?bbox={edge!r},10,107,11&{near}&brief=1",
    ]


def questions(app: Flask, ids: dict[str, str], about: list[str]) -> Iterator[str]:
    """Every address, and where it could listen to a place, with each of the questions."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(UNTOLD):
            continue
        url = rule.rule.replace("<code>", "79")
        for name, value in ids.items():
            url = url.replace(f"<uuid:{name}>", value)
        if "<" in url:
            continue
        listens = url.rpartition("/")[2].partition(".")[0] in LISTENING or url in ("/", "/giving")
        yield from (f"{url}{query}" for query in (about if listens else about[:1]))


def answers(client: FlaskClient, urls: list[str]) -> dict[str, bytes]:
    found = {}
    for url in urls:
        with client.get(url) as answer:
            assert answer.status_code < 500, url
            found[url] = ANSWERS_OF_THE_MOMENT.sub(b"", answer.get_data())
    return found


@pytest.mark.usefixtures("still")
def test_other_doors_in_the_same_cells_answer_the_same(
    app: Flask, people: People, settings: Settings
) -> None:
    """A request that waits, one that is taken, a gift, a volunteer and a group move."""
    chance = random.Random("every address")
    old, new = two_points_of_one_cell(TOWN, chance, settings)
    middle = cell(old, settings).point
    volunteer, group, giver, taker = people.huong, people.minh, people.shop, people.root
    with app.test_request_context():
        waits = ask(app, where=Whereabouts(point=old)).id
        taken = ask(app, phone="+84912345688", where=Whereabouts(point=old)).id
        gift = giving.offer(a_gift(old), giver.account(), settings).id
        person = help_from(volunteer.account(), point=old).id
        kitchen = help_from(group.account(), point=old, kind="organisation", name="Bếp").id
        assignments.claim(taken, taker.account(), CLAIMANT)
    ids = {"request_id": str(waits), "gift_id": str(gift), "responder_id": str(person)}
    other = {"request_id": str(taken), "responder_id": str(kitchen)}
    about = asked(old, new, middle)
    urls = [*questions(app, ids, about), *questions(app, other, about[:1])]
    assert len(urls) > 150
    api = [url for url in urls if url.startswith("/api/v1/")]
    stranger, neighbour = app.test_client(), people.nobody.client
    before = answers(stranger, urls), answers(neighbour, api)
    with app.test_request_context():
        for request_id in (waits, taken):
            service.edit(request_id, {"where": Whereabouts(point=new)}, None, REQUESTER, settings)
        giving.change(gift, giver.account(), {"where": Whereabouts(point=new)}, settings)
        responders.change(volunteer.account(), person, {"point": new})
        responders.change(group.account(), kitchen, {"point": new})
    after = answers(stranger, urls), answers(neighbour, api)
    for one, again in zip(before, after, strict=True):
        assert [url for url in one if one[url] != again[url]] == []
    with app.test_request_context():
        assert db.session.get_one(HelpRequest, waits).point == new
        moved = db.session.get_one(Responder, person)
        assert (moved.lat, moved.lon) == new


def a_gift(at: Point) -> GiftDetails:
    today = utcnow().astimezone(HOME_ZONE).date()
    where, last = Whereabouts(point=at), today + timedelta(days=7)
    return GiftDetails(what="Gạo", where=where, first_day=today, last_day=last)
