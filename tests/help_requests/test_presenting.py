"""What is told of a request to those involved: each name of the contract, and what stands there."""

from flask import Flask

from connect.foundation.database import transaction
from connect.help_requests import Standing, Status, presenting
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
        assert goes["helper"]["state"] == going.state
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
        help_from(people.huong.account(), radius_m=20_000.0)
        request = ask(app)
        [offered] = assignments_of(request.id)
        told = presenting.offer(offered, request)
        assert set(told) == {"id", "responder_id", "request", "distance_m", "expires_at"}
        assert told["distance_m"] > 1_000
        assert told["distance_m"] == round(told["distance_m"], 1)


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
