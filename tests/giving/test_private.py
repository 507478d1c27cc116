"""Nobody but the two sides learns a door, a name or a number: as strangers and neighbours look."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from connect.foundation.audit import AuditEntry
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db, transaction
from connect.foundation.phones import show_phone
from connect.geo import Point, Whereabouts, cell_of
from connect.giving import keep_gifts, taking
from connect.giving.models import Gift, Reservation
from connect.giving.states import Side
from connect.help_requests import HelpRequest, manage_token
from connect.notifications.models import Notice
from tests.giving.giving import DOOR, HERE, ask_for_books, gift_now, give
from tests.people import PHONES, People
from tests.web import ANSWERS_OF_THE_MOMENT, Browser, browser_of

GIVER, TAKER = "Nguyễn Canary Giver", "Trần Canary Taker"
SECRETS = (
    DOOR,
    GIVER,
    TAKER,
    *(form for name in ("huong", "minh") for form in (PHONES[name], show_phone(PHONES[name]))),
)


def rename(app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    with app.test_request_context(), transaction():
        huong.account().name, minh.account().name = GIVER, TAKER


def answers(app: Flask, people: People, gift_id: uuid.UUID) -> Iterator[tuple[str, bytes]]:
    """All that a stranger and somebody signed in can read of a gift."""
    paths = [
        "/giving",
        "/giving?goods=sach",
        f"/giving/{gift_id}",
        "/api/v1/gifts",
        f"/api/v1/gifts/{gift_id}",
    ]
    for far in (0.0, 0.0005, 0.001, 0.003, 0.01):
        near = f"{HERE.lat + far},{HERE.lon - far / 3}"
        paths.append(f"/giving?near={near}")
        paths += [f"/api/v1/gifts?near={near}&radius_m={radius}" for radius in (100, 300, 500, 900)]
    for browser in (browser_of(app), people.nobody.browser):
        for path in paths:
            answer = browser.get(path)
            assert answer.status_code == 200, path
            yield path, ANSWERS_OF_THE_MOMENT.sub(b"", answer.data)


def test_a_door_that_moves_within_its_cell_changes_nothing_that_others_read(
    app: Flask, people: People, settings: Settings
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        before = cell_of(
            HERE, cell_metres=settings.cell_metres, households=settings.cell_households
        )
        # The farthest corner of the same cell that still is in it.
        moved = next(
            point
            for step in range(40, 0, -1)
            for point in [Point(HERE.lat + step * 1e-4, HERE.lon + step * 1e-4),
                          Point(HERE.lat - step * 1e-4, HERE.lon - step * 1e-4)]
            if cell_of(
                point, cell_metres=settings.cell_metres, households=settings.cell_households
            ) == before
        )  # fmt: skip
        request_id = ask_for_books(app, people.ba_tu.account()).id
    tu = people.ba_tu.browser

    def all_read() -> list[Any]:
        part = ANSWERS_OF_THE_MOMENT.sub(b"", tu.get(f"/requests/{request_id}").data)
        return [*answers(app, people, gift_id), part]

    first = all_read()
    with app.test_request_context(), transaction():
        gift = db.session.get_one(Gift, gift_id)
        assert (gift.lat, gift.lon) != tuple(moved)
        gift.lat, gift.lon = moved
    assert all_read() == first


@pytest.mark.parametrize("state", ["offered", "reserved", "settled", "collected"])
def test_no_canary_reaches_a_third_person(state: str, app: Flask, people: People) -> None:
    rename(app, people)
    with app.test_request_context():
        gift_id = give(app, people.huong.account(), amount=2).id
        if state != "offered":
            kept_id = taking.reserve(gift_id, 1, people.minh.account()).id
        if state in ("settled", "collected"):
            taking.agree(kept_id, Side.GIVER, "giver")
        if state == "collected":
            taking.collect(kept_id, Side.TAKER, "taker")
    for path, answer in answers(app, people, gift_id):
        for secret in SECRETS:
            assert secret not in answer.decode(), (path, secret)
    for reader in (people.chi_lan, people.root):  # coordinators look after it by its public part
        text = reader.client.get(f"/api/v1/gifts/{gift_id}").get_data(as_text=True)
        assert not any(secret in text for secret in SECRETS)


def test_the_two_sides_know_of_each_other_only_between_yes_and_handing_over(
    app: Flask, people: People
) -> None:
    rename(app, people)
    with app.test_request_context():
        gift_id = give(app, people.huong.account(), amount=1).id
        kept_id = taking.reserve(gift_id, 1, people.minh.account()).id
    minh, huong = people.minh, people.huong
    secrets_of = {minh: (DOOR, GIVER, PHONES["huong"]), huong: (TAKER, PHONES["minh"])}

    def known() -> list[bool]:
        found = []
        for reader, secrets in secrets_of.items():
            told = reader.client.get(f"/api/v1/gifts/{gift_id}").get_data(as_text=True)
            page = reader.browser.get(f"/giving/{gift_id}").get_data(as_text=True)
            number = show_phone(secrets[-1])
            found.append(all(one in told for one in secrets) and number in page)
            assert found[-1] or not any(one in told + page for one in (*secrets, number))
        return found

    assert known() == [False, False]
    huong.client.post(f"/api/v1/reservations/{kept_id}/agree")
    assert known() == [True, True]
    with app.test_request_context():
        looks = db.session.query(AuditEntry).filter_by(subject_id=gift_id, action="revealed")
        assert {one.actor for one in looks} == {str(minh.id), str(huong.id)}
    minh.client.post(f"/api/v1/reservations/{kept_id}/release")
    assert known() == [False, False]


def test_notices_hold_public_words_alone(app: Flask, people: People) -> None:
    rename(app, people)
    with app.test_request_context():
        ask_for_books(app)
        gift_id = give(app, people.huong.account(), amount=5).id
        minh, huong = people.minh.account(), people.huong.account()
        first_id = taking.reserve(gift_id, 1, minh).id
        taking.agree(first_id, Side.GIVER, "giver")
        keep_gifts(db.session.get_one(Reservation, first_id).remind_at)
        taking.collect(first_id, Side.GIVER, "giver")
        taking.thank(first_id, "Cảm ơn chị Canary Giver", Side.TAKER, "taker")
        second_id = taking.reserve(gift_id, 1, minh).id
        taking.agree(second_id, Side.GIVER, "giver")
        taking.no_show(second_id, Side.GIVER, "giver")
        request_id = ask_for_books(app, phone="+84912345690").id
        given_id = taking.give(gift_id, request_id, 1, huong).id
        taking.release(given_id, Side.TAKER, "taker")
        texts = [one.text for one in db.session.query(Notice)]
        assert len(texts) >= 9
        for text in texts:
            assert not any(secret in text for secret in SECRETS)
            assert "Canary" not in text


def test_a_number_in_public_words_is_struck_out(people: People, client: Browser) -> None:
    answer = people.huong.client.post(
        "/api/v1/gifts",
        json={
            "what": "Sách lớp 5, gọi 0912 345 601",
            "note": "Zalo 0912.345.601",
            "hours": "gọi 0912345601 trước",
            "unit": "0912345601",
            "location": {"lat": HERE.lat, "lon": HERE.lon},
        },
    )
    assert answer.status_code == 201
    assert "345" not in client.get("/api/v1/gifts").get_data(as_text=True).replace(" ", "")


@pytest.mark.parametrize("how", ["withdrawn", "expired"])
def test_what_has_ended_is_there_for_its_two_sides_only(
    how: str, app: Flask, people: People, client: Browser
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account(), where=Whereabouts(point=HERE)).id
        taking.reserve(gift_id, 1, people.minh.account())
        if how == "expired":
            keep_gifts(utcnow() + timedelta(days=9))
        else:
            people.huong.client.delete(f"/api/v1/gifts/{gift_id}")
        assert gift_now(gift_id).state == how
    for id_ in (gift_id, uuid.uuid4()):
        assert client.get(f"/api/v1/gifts/{id_}").status_code == 404
        assert people.nobody.browser.get(f"/giving/{id_}").status_code == 404
        # Whose login has run out comes back to it by signing in; a stranger learns nothing.
        back = client.get(f"/giving/{id_}").location
        assert back == f"/sign-in?next=/giving/{id_}"
    for side in (people.huong, people.minh, people.chi_lan):
        assert side.browser.get(f"/giving/{gift_id}").status_code == 200


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Whatever the database is asked meanwhile."""
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def looks(gift_id: uuid.UUID) -> list[str]:
    """Who was shown the other side of a gift."""
    db.session.rollback()
    asked = db.session.query(AuditEntry).filter_by(subject_id=gift_id, action="revealed")
    return [one.actor for one in asked]


def test_a_look_at_the_giver_from_the_page_of_a_request_is_recorded(
    app: Flask, people: People
) -> None:
    tu = people.ba_tu
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        request_id = ask_for_books(app, tu.account()).id
        kept_id = taking.reserve(gift_id, 1, tu.account(), request_id).id
    number = show_phone(PHONES["huong"])
    assert number not in tu.browser.get(f"/requests/{request_id}").get_data(as_text=True)
    with app.test_request_context():
        assert looks(gift_id) == []
        taking.agree(kept_id, Side.GIVER, "giver")
    assert number in tu.browser.get(f"/requests/{request_id}").get_data(as_text=True)
    with app.test_request_context():
        assert looks(gift_id) == [str(tu.id)]


def test_a_look_by_a_link_is_one_of_whoever_asked(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id, request = give(app, people.huong.account()).id, ask_for_books(app)
        taken = taking.reserve(gift_id, 1, None, request.id)
        taking.agree(taken.id, Side.GIVER, "giver")
        token = manage_token(request)
    by_link = browser_of(app)
    by_link.hold(token)
    assert show_phone(PHONES["huong"]) in by_link.get(f"/giving/{gift_id}").get_data(as_text=True)
    with app.test_request_context():
        assert looks(gift_id) == ["requester"]


def test_a_yes_that_answers_with_the_other_side_is_recorded(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        kept_id = taking.reserve(gift_id, 1, people.minh.account()).id
    answer = people.huong.client.post(f"/api/v1/reservations/{kept_id}/agree")
    assert answer.get_json()["other"]["phone"] == PHONES["minh"]
    with app.test_request_context():
        assert looks(gift_id) == [str(people.huong.id)]


def test_a_page_reads_what_is_the_callers_whatever_was_kept_for_others(
    app: Flask, people: People, client: Browser
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        own_id = ask_for_books(app, people.ba_tu.account()).id
        taking.reserve(gift_id, 1, people.ba_tu.account(), own_id)
        linked_id = ask_for_books(app).id
        taking.reserve(gift_id, 1, None, linked_id)
        token = manage_token(db.session.get_one(HelpRequest, linked_id))

    def reads(browser: Browser) -> tuple[int, int]:
        with statements(app) as said:
            answer = browser.get(f"/api/v1/gifts/{gift_id}")
        return len(answer.get_json().get("reservations", [])), len(said)

    by_link = browser_of(app)
    by_link.hold(token)
    readers = (client, by_link, people.nobody.browser, people.ba_tu.browser)
    for browser in readers:
        reads(browser)  # what is read once a process is read
    first = [reads(browser) for browser in readers]
    assert [own for own, _said in first] == [0, 1, 0, 1]
    with app.test_request_context():
        for n in range(5):
            request_id = ask_for_books(app, phone=f"+84912345{710 + n}").id
            taking.release(taking.reserve(gift_id, 1, None, request_id).id, Side.TAKER, "taker")
    assert [reads(browser) for browser in readers] == first
