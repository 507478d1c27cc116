"""Cards are kept in memory, and a list shows none that is not stored so at that moment."""

import uuid

import pytest
from flask import Flask, current_app

from connect.foundation.database import db, reading
from connect.help_requests import Status, assignments, cards, queries, service
from connect.help_requests.access import Standing
from connect.help_requests.models import ListedRequest
from tests.people import People
from tests.situations import CLAIMANT, ask, request_now, situation

REQUESTER = frozenset((Standing.REQUESTER,))


def people_listed(request_id: uuid.UUID) -> int:
    """How many people the list says that a request is for."""
    found = queries.nearby(request_now(request_id).point, limit=20)
    [shown] = [one.card for one in found if one.card["id"] == str(request_id)]
    return int(shown["people"])


def edit(request_id: uuid.UUID, people: int) -> None:
    settings = current_app.config["CONNECT"]
    service.edit(request_id, {"people": people}, None, REQUESTER, settings)


def rows_of(request_id: uuid.UUID) -> set[int]:
    """The ids of a request's rows in the public index."""
    asked = db.session.query(ListedRequest.id).filter_by(request_id=request_id)
    return {row.id for row in asked}


def test_what_is_changed_again_and_again_is_shown_at_once(app: Flask) -> None:
    """The newest request: its rows are the last, whose ids SQLite would give out again."""
    with app.test_request_context():
        request_id = ask(app).id
        seen = set(rows_of(request_id))
        for people in (2, 3, 4):
            edit(request_id, people)
            assert people_listed(request_id) == people
            assert not seen & rows_of(request_id)
            seen |= rows_of(request_id)


def test_what_was_changed_while_it_was_off_the_list_is_shown_when_it_is_back(
    app: Flask, people: People
) -> None:
    here = situation(app, people, Status.OPEN)
    with app.test_request_context():
        before = rows_of(here.request_id)
        assert people_listed(here.request_id) != 9
        assignments.accept(here.offer_id, people.huong.account())
        edit(here.request_id, 9)
        assert not rows_of(here.request_id)
        assignments.release(here.request_id, people.huong.account(), CLAIMANT)
        assert people_listed(here.request_id) == 9
        assert not before & rows_of(here.request_id)


def test_who_left_the_index_since_it_was_found_is_asked_for_again(app: Flask) -> None:
    with app.test_request_context():
        request_id = ask(app).id
        [row, *_others] = rows_of(request_id)
        with reading() as connection:
            assert cards.cards_of(connection, [(row, request_id.hex)]) is not None
            current_app.extensions.pop("connect_cards")
        edit(request_id, 5)
        with reading() as connection:
            assert cards.cards_of(connection, [(row, request_id.hex)]) is None


def test_only_so_many_are_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "MOST_KEPT", 3)
    with app.test_request_context():
        for listed in range(1, 6):
            request = ask(app)
            found = queries.nearby(request.point, limit=20)
            assert len({one.card["id"] for one in found}) == listed
            assert len(current_app.extensions["connect_cards"]) <= max(3, listed)
