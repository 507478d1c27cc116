"""An account is asked once for a request, and no more at a time than it wants, whoever asks."""

import threading
from collections.abc import Collection
from datetime import timedelta

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.geo import Point
from connect.help_requests import assignments, cases, offering
from connect.help_requests.cases import Asked
from connect.help_requests.models import HelpRequest
from connect.responders import members, membership, service
from tests.people import BEN_THANH, People
from tests.situations import CLAIMANT, a_group, ask, assignments_of, help_from

NEARER = Point(BEN_THANH["lat"] - 0.005, BEN_THANH["lon"])


def test_who_says_no_is_not_asked_through_what_else_they_have(app: Flask, people: People) -> None:
    with app.test_request_context():
        for name in ("Hương", "Hương hai", "Hương ba"):
            help_from(people.huong.account(), name=name)
        request_id = ask(app).id
        [offer] = assignments_of(request_id)
        help_from(people.huong.account(), point=NEARER)
        assignments.decline(offer.id, people.huong.account())
        assert offering.ask_nearest(request_id, farther=True) == 0
        assert [one.state for one in assignments_of(request_id)] == ["declined"]
        # Somebody else still is.
        help_from(people.minh.account())
        assert offering.ask_nearest(request_id, farther=True) == 1


@pytest.mark.parametrize("answer", ["none", "no"])
def test_taking_the_asked_one_out_makes_way_for_no_other(
    answer: str, app: Flask, people: People
) -> None:
    with app.test_request_context():
        asked = help_from(people.huong.account())
        request_id = ask(app).id
        [offer] = assignments_of(request_id)
        if answer == "no":
            assignments.decline(offer.id, people.huong.account())
        service.remove(people.huong.account(), asked.id)
        help_from(people.huong.account(), point=NEARER)
        assert offering.ask_nearest(request_id, farther=True) == 0
        assert len(assignments_of(request_id)) == 1


def test_who_leaves_the_group_that_was_asked_has_been_asked(app: Flask, people: People) -> None:
    with app.test_request_context():
        group = a_group(people.huong.account(), people.minh.account())
        request_id = ask(app).id
        assert len(assignments_of(request_id)) == 1
        [member] = [one for one in membership.members_of(group.id) if one.account_id]
        members.remove(people.minh.account(), group.id, member.id)
        help_from(people.minh.account(), point=NEARER)
        assert offering.ask_nearest(request_id, farther=True) == 0


def test_who_let_the_case_go_is_not_asked_through_another(app: Flask, people: People) -> None:
    with app.test_request_context():
        huong = people.huong.account()
        help_from(huong)
        request_id = ask(app).id
        [offer] = assignments_of(request_id)
        assignments.accept(offer.id, huong)
        help_from(huong, point=NEARER)
        assignments.release(request_id, people.huong.account(), CLAIMANT)
        assert [one.state for one in assignments_of(request_id)] == ["released"]


def test_no_post_at_the_same_moment_asks_somebody_too_often(app: Flask, people: People) -> None:
    number = 8
    with app.test_request_context():
        help_from(people.huong.account(), capacity=20)
    start, failed = threading.Barrier(number), []

    def post() -> None:
        with app.test_request_context():
            try:
                start.wait(30)
                ask(app)
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=post) for _n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with app.test_request_context():
        assert cases.count_offers([people.huong.id], utcnow()) == {people.huong.id: 3}


def test_two_who_ask_for_one_request_at_the_same_moment_ask_an_account_once(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has found another responder of hers, before either has asked."""
    with app.test_request_context():
        request_id = ask(app).id
        first = help_from(people.huong.account())
        looked = offering.look
        found: list[offering.Found] = []

        def look(request: HelpRequest, before: Collection[Asked] = ()) -> offering.Found:
            mine = looked(request, before)
            if not found:
                # While this one has looked and not yet asked, a nearer one comes, and is asked.
                found.append(mine)
                help_from(people.huong.account(), point=NEARER)
                assert offering.ask_nearest(request_id) == 1
            return mine

        monkeypatch.setattr(offering, "look", look)
        assert offering.ask_nearest(request_id) == 0
        [offer] = assignments_of(request_id)
        assert offer.responder_id != first.id


def test_an_urgent_request_waits_for_who_has_enough_to_answer(app: Flask, people: People) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        for _n in range(3):
            ask(app)
        urgent = ask(app, urgency="urgent")
        assert not urgent.exhausted
        assert urgent.ask_at is not None
        assert urgent.ask_at - utcnow() <= timedelta(minutes=10)


def test_a_request_with_nobody_at_all_is_exhausted(app: Flask, people: People) -> None:
    people.huong.client.patch("/api/v1/me/preferences", json={"most_offers": 0})
    with app.test_request_context():
        help_from(people.huong.account())
        request = ask(app, urgency="urgent")
        assert request.exhausted
        assert request.ask_at is not None
        assert request.ask_at - utcnow() > timedelta(minutes=50)
