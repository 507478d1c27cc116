"""Whose login has run out comes back to what they were at, and a stranger learns nothing by it."""

import uuid
from urllib.parse import parse_qs, urlsplit

from flask import Flask

from connect.giving import taking
from connect.giving.states import Side
from connect.help_requests import manage_token
from tests.giving.giving import ask_for_books, give, reservation_now
from tests.people import People
from tests.web import browser_of


def test_a_button_pressed_too_late_leads_to_the_sign_in_and_back(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        kept_id = taking.reserve(gift_id, 1, people.minh.account()).id
    huong, page = people.huong.browser, f"/giving/{gift_id}"
    assert huong.page(page).form("/agree")
    with huong.session_transaction() as session:
        del session["_user_id"]
    for id_ in (kept_id, uuid.uuid4()):
        answer = huong.post(
            f"/giving/reservations/{id_}/agree",
            data=huong.csrf(),
            headers={"Referer": f"http://localhost{page}"},
        )
        assert urlsplit(answer.location).path == "/sign-in"
        assert parse_qs(urlsplit(answer.location).query)["next"] == [page]
    with app.test_request_context():
        assert reservation_now(kept_id).state == "reserved"


def test_the_words_of_thanks_wait_for_the_sign_in(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        kept_id = taking.reserve(gift_id, 1, people.minh.account()).id
        taking.agree(kept_id, Side.GIVER, "giver")
        taking.collect(kept_id, Side.GIVER, "giver")
    minh = browser_of(app)
    answer = minh.post(
        f"/giving/reservations/{kept_id}/thanks",
        data={"text": "Cảm ơn chị nhiều lắm"} | minh.csrf(),
        headers={"Referer": f"http://localhost/giving/{gift_id}"},
    )
    assert answer.location.startswith("/sign-in?next=/again")
    assert minh.get_cookie("again", path="/again") is not None


def test_a_link_of_a_request_needs_no_sign_in(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        request = ask_for_books(app)
        kept_id = taking.reserve(gift_id, 1, None, request.id).id
        token = manage_token(request)
    by_link = browser_of(app)
    by_link.hold(token)
    answer = by_link.post(f"/giving/reservations/{kept_id}/release", data=by_link.csrf())
    assert answer.location == f"/giving/{gift_id}"
    with app.test_request_context():
        assert reservation_now(kept_id).state == "released"
