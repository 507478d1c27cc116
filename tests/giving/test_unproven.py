"""Who types somebody's phone into a request is not that person, and learns nothing of them."""

import uuid

import pytest
from flask import Flask

from connect.accounts import block
from connect.foundation.database import db
from connect.foundation.errors import WrongState
from connect.giving import matching, taking
from connect.giving.states import Side
from connect.help_requests import HelpRequest, manage_token
from connect.notifications.models import Notice
from tests.giving.giving import ask_for_books, give, reservation_now
from tests.people import PHONES, People

BA_TU = "+84912345699"


def near(request_id: uuid.UUID) -> list[str]:
    """The gifts that the page of a request shows."""
    request = db.session.get_one(HelpRequest, request_id)
    return [one.card["id"] for one in matching.gifts_for(request, 5)]


def test_the_phone_of_a_giver_is_as_any_other(app: Flask, people: People) -> None:
    with app.test_request_context():
        typed_id = ask_for_books(app, phone=people.huong.phone).id
        gift_id = give(app, people.huong.account()).id
        told = db.session.query(Notice).filter_by(kind="gift_near", request_id=typed_id)
        assert told.count() == 1
        assert near(typed_id) == [str(gift_id)]
        assert taking.reserve(gift_id, 1, None, typed_id)


def test_what_somebody_holds_is_neither_told_nor_used_up(app: Flask, people: People) -> None:
    with app.test_request_context():
        minh = people.minh.account()
        gifts = [give(app, people.huong.account()).id for _n in range(5)]
        taking.reserve(gifts[0], 1, minh)
        typed_id = ask_for_books(app, phone=people.minh.phone).id
        other_id = ask_for_books(app, phone=people.minh.phone).id
        for gift_id in gifts[:3]:  # the first is kept for Minh already
            taking.reserve(gift_id, 1, None, typed_id)
        with pytest.raises(WrongState):
            taking.reserve(gifts[3], 1, None, typed_id)  # three for this request, too
        taking.reserve(gifts[3], 1, None, other_id)
        for gift_id in gifts[1:3]:
            taking.reserve(gift_id, 1, minh)  # theirs are still free


def test_who_let_people_wait_is_not_told(app: Flask, people: People) -> None:
    with app.test_request_context():
        minh = people.minh.account()
        typed_id = ask_for_books(app, phone=people.minh.phone).id
        for giver in (people.huong, people.shop, people.ba_tu):
            kept_id = taking.reserve(give(app, giver.account(), amount=1).id, 1, minh).id
            taking.agree(kept_id, Side.GIVER, "giver")
            taking.no_show(kept_id, Side.GIVER, "giver")
        gift_id = give(app, people.huong.account()).id
        with pytest.raises(WrongState):
            taking.reserve(gift_id, 1, minh)
        assert taking.reserve(gift_id, 1, None, typed_id)


def test_the_giver_does_not_learn_that_two_requests_are_of_one(app: Flask, people: People) -> None:
    with app.test_request_context():
        huong = people.huong.account()
        gift_id = give(app, huong).id
        for _n in range(2):
            taking.give(gift_id, ask_for_books(app, phone=BA_TU).id, 1, huong)


def test_a_block_holds_but_leaves_nothing_out_of_a_list(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account(), amount=2).id
        request_id = ask_for_books(app, phone=BA_TU).id
        block(blocker_phone=BA_TU, blocked_phone=PHONES["huong"])
        assert near(request_id) == [str(gift_id)]
        refused = []
        for amount in (1, 3):  # kept apart, and not so much there
            with pytest.raises(WrongState) as refusal:
                taking.reserve(gift_id, amount, None, request_id)
            refused.append(refusal.value.title)
        assert refused[0] == refused[1]


def test_a_proven_phone_is_one_person_with_and_without_account(app: Flask, people: People) -> None:
    with app.test_request_context():
        minh = people.minh.account()
        gift_id = give(app, people.huong.account()).id
        request_id = ask_for_books(app, minh).id
        taking.reserve(gift_id, 1, minh)
        with pytest.raises(WrongState):
            taking.reserve(gift_id, 1, None, request_id)


@pytest.mark.parametrize("verb", ["report", "block"])
def test_to_report_or_block_the_giver_tells_nothing(app: Flask, people: People, verb: str) -> None:
    answers = []
    for phone in (people.huong.phone, BA_TU):
        with app.test_request_context():
            gift_id, typed = give(app, people.huong.account()).id, ask_for_books(app, phone=phone)
            kept_id = taking.reserve(gift_id, 1, None, typed.id).id
            token = {"X-Manage-Token": manage_token(typed)}
        url = f"/api/v1/people/giver/{gift_id}/{verb}"
        answer = app.test_client().post(url, headers=token, json={"reason": "unkind"})
        with app.test_request_context():
            answers.append((answer.status_code, reservation_now(kept_id).state))
    assert answers[0] == answers[1]
    assert answers[0][0] in (200, 204)
