"""What is held of a person goes with them, and what waits for others is put right."""

from flask import Flask

from connect.foundation.database import db
from connect.giving import taking
from connect.giving.models import Gift, ListedGift, Reservation
from connect.giving.states import Side
from connect.notifications.models import Notice
from tests.giving.giving import DOOR, ask_for_books, gift_now, give, is_listed
from tests.people import People, count
from tests.web import Browser


def test_a_giver_who_goes_takes_their_gifts_along(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        taking.reserve(gift_id, 2, people.minh.account())
    held = people.huong.client.get("/api/v1/me/export").get_json()["gifts"]
    assert held[0]["address"] == DOOR
    taken = people.minh.client.get("/api/v1/me/export").get_json()["gifts"]
    assert taken[0]["role"] == "taker"
    assert DOOR not in str(taken)
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    for table in (Gift, ListedGift, Reservation):
        assert count(app, table) == 0
    told = people.minh.client.get("/api/v1/notices").get_json()["items"]
    assert len(told) == 1  # that they cannot have it


def test_a_taker_who_goes_lets_go(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account(), amount=2).id
        first_id = taking.reserve(gift_id, 1, people.minh.account()).id
        taking.agree(first_id, Side.GIVER, "giver")
        taking.collect(first_id, Side.TAKER, "taker")
        taking.thank(first_id, "Cảm ơn", Side.TAKER, "taker")
        taking.reserve(gift_id, 1, people.minh.account())
        assert not is_listed(gift_id)
    assert people.minh.client.delete("/api/v1/me").status_code == 204
    assert count(app, Reservation) == 0
    with app.test_request_context():
        assert gift_now(gift_id).available == 1  # one is collected, one is there again
        assert is_listed(gift_id)


def test_a_request_that_is_erased_lets_go_of_what_is_kept_for_it(
    app: Flask, people: People, client: Browser
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        request = ask_for_books(app)
        code, request_id = request.code, request.id
        taking.reserve(gift_id, 2, None, request_id)
    client.send("/find-request", code=code, phone="0912 345 699")
    client.send(f"/requests/{request_id}", action="/erase")
    assert count(app, Reservation) == 0
    with app.test_request_context():
        assert gift_now(gift_id).available == 12
        assert not db.session.query(Notice).filter_by(request_id=request_id).count()


def test_a_requester_who_goes_and_their_gifts_go_in_one(app: Flask, people: People) -> None:
    """They give, they take by account, and for a request of theirs."""
    with app.test_request_context():
        own_id = give(app, people.ba_tu.account()).id
        taking.reserve(own_id, 1, people.minh.account())
        gift_id = give(app, people.huong.account()).id
        request_id = ask_for_books(app, people.ba_tu.account()).id
        taking.reserve(gift_id, 2, people.ba_tu.account(), request_id)
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    assert count(app, Reservation) == 0
    assert count(app, Gift) == 1
    with app.test_request_context():
        assert gift_now(gift_id).available == 12
