"""A blocked pair never meets again: every list there is, by page and by API, is walked by both."""

from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

import pytest
from flask import Flask

from connect.diary import Entry, State
from connect.foundation.database import db, transaction
from connect.geo import Point
from connect.help_requests import ItemDetails
from connect.help_requests.offering import TRY_AGAIN
from connect.responders import GoodDetails
from tests.giving.giving import give
from tests.people import People, Person
from tests.routes import route_lines
from tests.situations import HERE, Situation, a_group, ask, assignments_of, help_from, live_through
from tests.situations_with import with_thanks

NEAR, BOX = f"{HERE.lat},{HERE.lon}", {"bbox": "106,10,107,11"}
# Without a place nothing is found here, or by time alone.
QUERIES: dict[str, list[dict[str, Any]]] = {
    "/requests": [{}, {"near": NEAR}],
    "/giving": [{}, {"near": NEAR}],
    "/suppliers": [{"near": NEAR}],
    "/api/v1/requests": [{}, {"near": NEAR}],
    "/api/v1/gifts": [{}, {"near": NEAR}],
    "/api/v1/suppliers": [{"near": NEAR}],
    "/api/v1/suppliers.geojson": [BOX],
    "/api/v1/requests.geojson": [BOX, BOX | {"brief": "1"}],
}
NOT_WALKED = {
    "/requests.atom",  # one answer for everybody, kept by caches, signed in or not
    "/embed/requests",
    "/api/v1/me/export",  # what one has done oneself
}
# Of the desk, and of asking: where nothing of anybody else stands.
NOT_THEIRS = ("/desk", "/api/v1/desk", "/api/docs", "/api/openapi.json", "/requests/new", "/static")
EVERY_LIST = {
    "/requests",
    f"/requests?near={NEAR}",
    "/api/v1/requests",
    f"/api/v1/requests?near={NEAR}",
    "/api/v1/requests.geojson?bbox=106,10,107,11",
    "/api/v1/requests.geojson?bbox=106,10,107,11&brief=1",
    "/giving",
    f"/giving?near={NEAR}",
    "/api/v1/gifts",
    f"/api/v1/gifts?near={NEAR}",
    f"/suppliers?near={NEAR}",
    f"/api/v1/suppliers?near={NEAR}",
    "/api/v1/suppliers.geojson?bbox=106,10,107,11",
    "/mine",  # an offer
    "/api/v1/offers",
    "/inbox",
    "/api/v1/notices",
    "/diary",
    "/api/v1/diary",
    "my gift",  # whom it would suit
    "my request",  # who could come, and what is given
    "who could come",
    "our group",
    "who is in our group",
}


class Things(NamedTuple):
    """What one of the two has for others to see."""

    who: Person
    name: str
    request_id: UUID
    gift_id: UUID
    shop_id: UUID
    volunteer_id: UUID

    def seen_in(self, text: str) -> bool:
        """Whether anything of theirs can be read in an answer."""
        return any(str(mark) in text for mark in self[1:])


def things_of(app: Flask, person: Person, name: str) -> Things:
    """A request that asks for books, a gift of books, a shop, and a volunteer who could come."""
    with app.test_request_context():
        account = person.account()
        with transaction():
            account.name = name
        place = {"point": Point(HERE.lat + 0.001, HERE.lon), "categories": ["school_supplies"]}
        volunteer = help_from(account, name=name, **place).id
        good = GoodDetails(name="Vở")
        shop = help_from(account, kind="supplier", name=name, goods=[good], **place).id
        gift = give(app, account, what=f"Sách lớp 5 {name}", amount=3).id
        books = ItemDetails(category="school_supplies", goods=f"Sách lớp 5 {name}", quantity="1")
        request = ask(app, account, items=[books], phone=account.phone, name=name).id
        return Things(person, name, request, gift, shop, volunteer)


@pytest.fixture
def two(app: Flask, people: People) -> tuple[Things, Things, UUID]:
    """Tư and Hương have met: Hương has helped once, and was thanked. Both are in Minh's group."""
    tu, huong = things_of(app, people.ba_tu, "Tường"), things_of(app, people.huong, "Hường")
    with app.test_request_context():
        group = a_group(people.minh.account(), people.ba_tu.account(), people.huong.account()).id
        live_through(TRY_AGAIN)  # whoever came later is asked now
    here = Situation(tu.request_id, "", "", tu.request_id, huong.volunteer_id)
    with_thanks(app, people, here, State.SHOWN)
    with app.test_request_context(), transaction():
        entry = db.session.query(Entry).one()
        entry.author_name, entry.helper_name = tu.name, huong.name
    return tu, huong, group


def met(app: Flask, me: Things, other: Things, group: UUID) -> set[str]:
    """Where one of the two reads anything of the other's, of all that there is to read."""
    paths = [line.partition(" ")[2] for line in route_lines(app) if line.startswith("GET ")]
    walked = {
        f"{path}?{urlencode(query, safe=',')}".rstrip("?")
        for path in paths
        if "<" not in path and path not in NOT_WALKED and not path.startswith(NOT_THEIRS)
        for query in QUERIES.get(path, [{}])
    }
    named = {url: url for url in walked} | {
        f"/requests/{me.request_id}": "my request",
        f"/api/v1/requests/{me.request_id}": "my request for programs",
        f"/api/v1/requests/{me.request_id}/candidates": "who could come",
        f"/giving/{me.gift_id}": "my gift",
        f"/responders/{group}/members": "our group",
        f"/api/v1/responders/{group}/members": "who is in our group",
    }
    browser = me.who.browser
    found = set()
    for url, name in named.items():
        reads = me.who.client if url.startswith("/api/") else browser
        answer = reads.get(url)
        assert answer.status_code < 500, url
        if other.seen_in(str(answer.get_json() if answer.is_json else answer.get_data(True))):
            found.add(name)
    return found


def acts(me: Things, other: Things) -> dict[str, int]:
    """What comes of acting on what is the other's, by its id."""
    post = {
        f"requests/{other.request_id}/claim": {},
        f"requests/{other.request_id}/messages": {"body": "Chào chị."},
        f"requests/{other.request_id}/report": {"reason": "other"},
        f"people/requester/{other.request_id}/report": {"reason": "other"},
        f"gifts/{other.gift_id}/reserve": {"amount": 1},
        f"gifts/{me.gift_id}/give/{other.request_id}": {"amount": 1},
        f"people/giver/{other.gift_id}/report": {"reason": "other"},
    }
    get = [f"requests/{other.request_id}", f"gifts/{other.gift_id}", f"responders/{other.shop_id}"]
    client, browser = me.who.client, me.who.browser
    found = {
        url: client.post(f"/api/v1/{url}", json=told).status_code for url, told in post.items()
    }
    found |= {url: client.get(f"/api/v1/{url}").status_code for url in get}
    pages = [
        f"requests/{other.request_id}",
        f"giving/{other.gift_id}",
        f"suppliers/{other.shop_id}",
    ]
    return found | {f"{url} (page)": browser.get(f"/{url}").status_code for url in pages}


def block(app: Flask, blocks: Person, url: str) -> None:
    """Twice: once more changes nothing. Then time goes on, and others are asked."""
    for _twice in range(2):
        assert blocks.client.post(f"/api/v1/people/{url}/block").status_code == 204
    with app.test_request_context():
        live_through(TRY_AGAIN)


def going_for(huong: Things, tu: Things) -> str:
    claim = huong.who.client.post(f"/api/v1/requests/{tu.request_id}/claim")
    assert claim.status_code == 201
    return str(claim.get_json()["assignment_id"])


def test_in_no_list_offer_or_notice(app: Flask, two: tuple[Things, Things, UUID]) -> None:
    tu, huong, group = two
    before = met(app, huong, tu, group)
    assert EVERY_LIST - before == set(), "nothing would be found there in any case"
    block(app, tu.who, f"helper/{going_for(huong, tu)}")
    # Who was on the way hears once that it is not needed any more, as of who takes it back.
    notices = huong.who.client.get("/api/v1/notices").get_json()["items"]
    assert [one["kind"] for one in notices if tu.seen_in(str(one))] == ["closed"]
    assert met(app, huong, tu, group) == {"/inbox", "/api/v1/notices"}
    # What one has gone through oneself stays on one's own page: who came, and has seen the number.
    own_story = {"my request", "my request for programs", "/account/seen"}
    assert met(app, tu, huong, group) <= own_story


@pytest.mark.parametrize("who_blocks", ["who asked", "who went"])
def test_what_is_the_others_is_not_there(
    who_blocks: str, app: Flask, two: tuple[Things, Things, UUID]
) -> None:
    tu, huong, _group = two
    went = going_for(huong, tu)
    blocks, url = tu, f"helper/{went}"
    if who_blocks == "who went":
        blocks, url = huong, f"requester/{tu.request_id}"
    block(app, blocks.who, url)
    for me, other in ((huong, tu), (tu, huong)):
        assert set(acts(me, other).values()) == {404}, acts(me, other)
    with app.test_request_context():
        asked = [one for one in assignments_of(tu.request_id) if one.state == "offered"]
        assert huong.volunteer_id not in {one.responder_id for one in asked}
