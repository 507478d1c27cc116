"""The clock goes on: one bad case stops no other, and nobody waits behind the hopeless."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from connect.foundation.clock import utcnow
from connect.foundation.database import transaction
from connect.help_requests import assignments, keep_time, notices, offering, timekeeping
from connect.help_requests.assignments import LEASE
from connect.help_requests.cases import Asked
from connect.help_requests.models import Assignment, HelpRequest
from tests.people import People
from tests.situations import ask, assignments_of, help_from, request_now


def test_one_request_that_cannot_be_asked_for_does_not_stop_the_others(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with app.test_request_context():
        bad, good = ask(app).id, ask(app).id
        _due_since(bad, timedelta(hours=1))
        _due_since(good, timedelta(0))
        help_from(people.huong.account())
        looked = offering.look

        def look(request: HelpRequest, before: Collection[Asked] = ()) -> offering.Found:
            if request.id == bad:
                raise RuntimeError("it cannot be matched")
            return looked(request, before)

        monkeypatch.setattr(offering, "look", look)
        assert keep_time()["asked"] == 1
        assert str(bad) in caplog.text
        caplog.clear()
        assert keep_time()["asked"] == 0  # and is not the first again at once
        assert caplog.text == ""
        assert len(assignments_of(good)) == 1


def test_one_case_that_breaks_does_not_stop_the_others(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with app.test_request_context():
        bad, good = ask(app).id, ask(app).id
        for id_ in (bad, good):
            assignments.claim(id_, people.huong.account())
        told = notices.still_coming

        def tell(request: HelpRequest, assignment: Assignment) -> None:
            if request.id == bad:
                raise RuntimeError("it cannot be told")
            told(request, assignment)

        monkeypatch.setattr(notices, "still_coming", tell)
        assert keep_time(utcnow() + LEASE / 2)["reminded"] == 1
        assert str(bad) in caplog.text


def test_a_database_that_is_away_is_no_fault_of_one_case(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context():
        _due_since(ask(app).id, timedelta(0))

        def away(_request: HelpRequest, _before: Collection[Asked]) -> offering.Found:
            raise OperationalError("SELECT", {}, OSError("away"))

        monkeypatch.setattr(offering, "look", away)
        with pytest.raises(OperationalError):
            keep_time()


def test_what_was_let_go_is_not_behind_those_for_which_nobody_is_left(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timekeeping, "AT_ONCE", 3)
    with app.test_request_context():
        for _n in range(4):
            _due_since(ask(app).id, timedelta(minutes=5))
        help_from(people.huong.account())
        lapsed = ask(app, urgency="urgent").id
        [offer] = assignments_of(lapsed)
        assignments.accept(offer.id, people.huong.account())
        with transaction():
            [case] = assignments_of(lapsed)
            case.reminded_at = utcnow() - timedelta(hours=1)
            case.lapses_at = utcnow() - timedelta(seconds=1)
        help_from(people.minh.account())
        keep_time()
        assert {one.state for one in assignments_of(lapsed)} == {"released", "offered"}


def _due_since(request_id: UUID, span: timedelta) -> None:
    with transaction():
        request_now(request_id).ask_at = utcnow() - span
