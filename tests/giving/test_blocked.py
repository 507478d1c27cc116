"""A block ends what two have agreed: kindly on both sides, and neither meets the other again."""

import pytest
from flask import Flask

from connect.accounts import block
from connect.foundation.database import db
from connect.foundation.phones import show_phone
from connect.giving import taking
from connect.giving.states import Side
from connect.notifications.models import Notice
from tests.giving.giving import DOOR, ask_for_books, gift_now, give, is_listed, reservation_now
from tests.people import PHONES, People


def told(number: int) -> set[str]:
    """The last notices."""
    db.session.rollback()
    last = db.session.query(Notice).order_by(Notice.created_at.desc(), Notice.id)
    return {one.text for one in last.limit(number)}


@pytest.mark.parametrize("who_blocks", ["giver", "taker"])
def test_after_both_yeses_it_ends_and_neither_knows_the_other(
    who_blocks: str, app: Flask, people: People
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account(), amount=2).id
        kept_id = taking.reserve(gift_id, 1, people.minh.account()).id
        other_id = taking.reserve(gift_id, 1, people.nobody.account()).id
        for id_ in (kept_id, other_id):
            taking.agree(id_, Side.GIVER, "giver")
        pair = [PHONES["huong"], PHONES["minh"]]
        first, second = pair if who_blocks == "giver" else reversed(pair)
        for _twice in range(2):
            block(blocker_phone=first, blocked_phone=second)
        assert reservation_now(kept_id).state == "released"
        assert reservation_now(other_id).state == "settled"  # nobody else loses anything
        assert gift_now(gift_id).available == 1
        assert is_listed(gift_id)
        texts = told(2)
    minh = people.minh.browser.get(f"/giving/{gift_id}").get_data(as_text=True)
    assert DOOR not in minh
    assert show_phone(PHONES["huong"]) not in minh
    huong = people.huong.browser.get(f"/giving/{gift_id}").get_data(as_text=True)
    assert show_phone(PHONES["minh"]) not in huong
    # The words are those of who simply lets go.
    with app.test_request_context():
        again_id, usual = give(app, people.huong.account(), amount=1).id, set[str]()
        for side in Side:
            kept_id = taking.reserve(again_id, 1, people.shop.account()).id
            taking.release(kept_id, side, "someone")
            usual |= told(1)
        assert usual == texts


def test_it_ends_for_who_came_by_a_link_too(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        request = ask_for_books(app)
        kept_id = taking.reserve(gift_id, 1, None, request.id).id
        taking.agree(kept_id, Side.GIVER, "giver")
        assert request.phone
        block(blocker_phone=PHONES["huong"], blocked_phone=request.phone)
        assert reservation_now(kept_id).state == "released"


def test_two_others_go_on(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        kept_id = taking.reserve(gift_id, 1, people.minh.account()).id
        block(blocker_phone=PHONES["minh"], blocked_phone=PHONES["shop"])
        block(blocker_phone=PHONES["shop"], blocked_phone=PHONES["huong"])
        assert reservation_now(kept_id).state == "reserved"


def test_who_coordinates_sees_what_is_given_also_by_whom_they_do_not_meet(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        for other in (people.chi_lan, people.minh):
            block(blocker_phone=people.huong.phone, blocked_phone=other.phone)
    url = f"/api/v1/gifts/{gift_id}"
    assert people.chi_lan.client.get(url).status_code == 200
    assert people.minh.client.get(url).status_code == 404
