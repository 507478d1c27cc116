"""What is told of a request to those involved: each name of the contract, and what stands there."""

from flask import Flask

from connect.foundation.database import transaction
from connect.geo import Point, cell_of, distance_m
from connect.help_requests import Standing, Status, presenting, queries
from tests.people import People
from tests.situations import HERE, SECRETS, ask, assignments_of, help_from, request_now, situation

CARD_AND_PRIVATE = {
    "code", "name", "phone", "share_phone", "silence", "location", "address", "description",
    "close_reason", "concerns", "helper", "supplier", "asks_code", "arrival_code", "items",
}  # fmt: skip


def test_who_is_involved_reads_all_of_it(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    with app.test_request_context():
        request = request_now(here.request_id)
        [going] = assignments_of(here.request_id)
        goes = presenting.private_fields(request, frozenset({Standing.CLAIMANT}))
        asked = presenting.private_fields(request, frozenset({Standing.REQUESTER}))
        assert set(goes) == set(request.card) | CARD_AND_PRIVATE
        assert set(asked) - set(goes) == {"reveals"}
        assert {name: goes[name] for name in ("name", "phone", "address", "description")} == {
            name: SECRETS[name] for name in ("name", "phone", "address", "description")
        }
        assert goes["share_phone"] is True
        assert goes["location"] == {"lat": HERE.lat, "lon": HERE.lon}
        assert goes["concerns"] == []
        assert (goes["supplier"], goes["asks_code"], goes["arrival_code"]) == (None, False, None)
        assert set(goes["helper"]) == {"name", "person", "tier", "state", "since", "lapses_at"}
        assert (goes["helper"]["name"], goes["helper"]["state"]) == ("Hương", going.state)
        assert going.claimed_at is not None
        assert goes["helper"]["since"] == going.claimed_at.isoformat()
        [item] = goes["items"]
        assert item == {
            "id": str(request.items[0].id),
            "category": "food",
            "goods": "Gạo",
            "quantity": "5 kg",
            "note": SECRETS["note"],
            "delivered": False,
        }


def test_the_number_is_for_who_goes_only_where_it_is_shared(app: Flask, people: People) -> None:
    with app.test_request_context():
        request = ask(app, share_phone=False)
        for standing, told in (
            (Standing.CLAIMANT, None),
            (Standing.REQUESTER, SECRETS["phone"]),
            (Standing.COORDINATOR, SECRETS["phone"]),
        ):
            assert presenting.private_fields(request, frozenset({standing}))["phone"] == told


def test_candidates_are_told_by_name_and_by_how_far(app: Flask, people: People) -> None:
    with app.test_request_context():
        helper = help_from(people.huong.account(), point=HERE, radius_m=20_000.0)
        request = ask(app)
        [told] = presenting.candidates(request, 5, app.config["CONNECT"], exact=True)
        assert told == {
            "responder_id": str(helper.id),
            "kind": "volunteer",
            "name": "Hương",
            "distance_m": 0.0,
            "categories": ["food"],
            "open_now": True,
        }


def test_how_far_an_offer_is_is_told_to_a_tenth_of_a_metre(app: Flask, people: People) -> None:
    with app.test_request_context():
        helper = help_from(people.huong.account(), radius_m=20_000.0)
        request = ask(app)
        [offered] = assignments_of(request.id)
        told = presenting.offer(offered, request)
        assert set(told) == {"id", "responder_id", "request", "distance_m", "expires_at"}
        assert told["responder_id"] == str(helper.id)
        far = distance_m(Point(helper.lat, helper.lon), Point(request.cell_lat, request.cell_lon))
        assert told["distance_m"] == round(far, 1) > 1_000


def test_a_case_of_the_past_names_nobody_who_is_forgotten(app: Flask, people: People) -> None:
    here = situation(app, people, Status.DELIVERED)
    with app.test_request_context():
        request = request_now(here.request_id)
        [went] = assignments_of(here.request_id)
        told = presenting.past_case(went, request)
        assert set(told) == {"request", "responder", "state", "claimed_at", "ended_at", "reason"}
        assert told["responder"] == "Hương"
        with transaction():
            went.responder.owner_id = None
        assert went.responder.forgotten
        assert presenting.past_case(went, request)["responder"] == ""


def test_whoever_asked_is_told_how_far_the_public_cell_is(app: Flask, people: People) -> None:
    """And only of those who surely come, wherever in it they live; a coordinator, of the door."""
    settings = app.config["CONNECT"]
    side = settings.cell_metres

    def square_at(lat: float) -> Point:
        return cell_of(Point(lat, HERE.lon), cell_metres=side, households=0).point

    near, far = square_at(HERE.lat + 0.02), square_at(HERE.lat + 0.04)
    door = Point(far.lat + 0.0003, far.lon)
    shown = cell_of(door, cell_metres=side, households=settings.cell_households).point
    with app.test_request_context():
        request = ask(app)
        edge = help_from(
            people.minh.account(), point=near, radius_m=distance_m(HERE, near) + side / 2
        )
        sure = help_from(people.huong.account(), point=door, radius_m=20_000.0)
        farther = Point(far.lat + 0.02, far.lon)
        help_from(people.nobody.account(), point=farther, radius_m=20_000.0)
        [told] = presenting.candidates(request, 1, settings, exact=False)
        assert told["responder_id"] == str(sure.id)
        assert told["distance_m"] == round(distance_m(HERE, shown), 1)
        known = presenting.candidates(request, 2, settings, exact=True)
        assert [(one["responder_id"], one["distance_m"]) for one in known] == [
            (str(edge.id), round(distance_m(HERE, near), 1)),
            (str(sure.id), round(distance_m(HERE, door), 1)),
        ]
        assert presenting.candidates(request, 1, settings, exact=True) == known[:1]


def test_a_case_is_told_to_each_of_the_group(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    with app.test_request_context():
        request = request_now(here.request_id)
        [going] = assignments_of(here.request_id)
        told = presenting.case(going, request, people.huong.account())
        assert told == {
            "id": str(going.id),
            "responder_id": str(here.responder_id),
            "mine": True,
            "request": request.card,
            "helper": presenting.private_fields(request, frozenset())["helper"],
        }
        assert presenting.case(going, request, people.minh.account()) == told | {"mine": False}


def test_who_has_asked_is_told_the_code_and_the_link(context: Flask) -> None:
    request = ask(context)
    token = queries.manage_token(request)
    assert presenting.opened(request, context.config["CONNECT"]) == {
        "id": str(request.id),
        "code": request.code,
        "status": "open",
        "cell": request.card["cell"],
        "manage_token": token,
        "manage_url": f"http://localhost/m/{token}",
    }
