"""The same about many cases at once: what could not be done says which and why."""

import uuid

import pytest
from flask import Flask

from connect.desk.models import DeskCase, Note
from connect.foundation.database import db
from connect.geo import Point, Whereabouts
from connect.help_requests.lifecycle import Status
from tests.page import values_of
from tests.people import HOAN_KIEM, People
from tests.situations import ask, request_now
from tests.web import words

IN_HA_NOI = Whereabouts(point=Point(**HOAN_KIEM))


@pytest.fixture
def cases(app: Flask) -> list[uuid.UUID]:
    with app.test_request_context():
        return [ask(app, phone=f"+8491234562{n}").id for n in range(3)]


def test_those_that_cannot_be_closed_are_named(
    app: Flask, people: People, cases: list[uuid.UUID]
) -> None:
    lan = people.chi_lan.browser
    with app.test_request_context():
        far = ask(app, phone="+84912345612", where=IN_HA_NOI).id
        code = request_now(cases[0]).code
        far_code = request_now(far).code
    form = {"act": "close", "reason": "out_of_area", "words": "", "ids": [str(cases[0])]}
    assert lan.post("/desk/requests", data=form | lan.csrf()).status_code == 303
    form["ids"] = [str(id_) for id_ in (*cases, far, uuid.uuid4())]
    answer = lan.post("/desk/requests", data=form | lan.csrf())
    assert answer.status_code == 200
    shown = answer.get_data(as_text=True)
    assert code in shown  # closed already
    assert far_code not in shown  # not theirs to know
    with app.test_request_context():
        assert [request_now(id_).status for id_ in cases] == [Status.CLOSED] * 3
        assert request_now(far).status == Status.OPEN


def test_given_to_somebody_and_noted(app: Flask, people: People, cases: list[uuid.UUID]) -> None:
    lan = people.chi_lan
    ids = [str(id_) for id_ in cases]
    told = {"act": "hand_over", "account_id": str(people.root.id), "ids": ids}
    assert lan.client.post("/api/v1/desk/acts", json=told).get_json() == {"done": 3, "failed": []}
    told = {"act": "note", "words": "Xe hỏng, mai mới đi.", "ids": ids * 2}
    assert lan.client.post("/api/v1/desk/acts", json=told).get_json()["done"] == 3
    with app.test_request_context():
        assert {one.coordinator_id for one in db.session.query(DeskCase)} == {people.root.id}
        assert db.session.query(Note).count() == 3


def test_what_is_not_done_for_many(people: People, cases: list[uuid.UUID]) -> None:
    lan, browser = people.chi_lan, people.chi_lan.browser
    wrong: tuple[dict[str, object], ...] = (
        {"act": "verify"},  # one by one only
        {"act": "close"},  # no reason
        {"act": "note", "words": "x", "ids": []},
        {"act": "hand_over", "ids": [str(uuid.uuid4())] * 51},
    )
    for told in wrong:
        whole = {"ids": [str(cases[0])]} | told
        assert lan.client.post("/api/v1/desk/acts", json=whole).status_code == 422, told
        answer = browser.post("/desk/requests", data=whole | browser.csrf())
        assert answer.status_code == 422
        assert "note--error" in answer.get_data(as_text=True), told


def test_what_was_filled_in_is_not_lost_where_nothing_can_be_done(
    people: People, cases: list[uuid.UUID]
) -> None:
    told = {"act": "note", "words": "Xe hỏng, mai mới đi.", "tab": "nobodys"}
    answer = people.chi_lan.browser.send("/desk", action="/desk/requests", **told)
    kept = values_of(people.chi_lan.browser.seen(answer).form("/desk/requests"))
    assert {name: kept[name] for name in told} == {name: [said] for name, said in told.items()}
    none_said: dict[str, object] = {"act": "note", "words": "", "ids": [str(cases[1])]}
    answer = people.chi_lan.browser.send("/desk", action="/desk/requests", **none_said)
    kept = values_of(people.chi_lan.browser.seen(answer).form("/desk/requests"))
    assert kept["ids"] == [str(cases[1])]


def test_it_is_the_coordinators_alone(people: People, cases: list[uuid.UUID]) -> None:
    told = {"act": "note", "words": "x", "ids": [str(cases[0])]}
    assert people.huong.client.post("/api/v1/desk/acts", json=told).status_code == 403
    browser = people.huong.browser
    assert browser.post("/desk/requests", data=told | browser.csrf()).status_code == 403
    assert "x" not in words(people.chi_lan.browser.page(f"/desk/requests/{cases[0]}")).split()
