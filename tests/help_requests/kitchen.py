"""A kitchen of several people that was asked for a request, and what its members do."""

import threading
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation.database import db
from connect.foundation.errors import ConnectError
from connect.help_requests.models import Assignment
from connect.notifications.models import Notice
from connect.responders import membership
from tests.people import Person
from tests.situations import assignments_of, request_now, responder_now


class Group(NamedTuple):
    """Hương's kitchen with Minh and Shop in it, and Bà Tư's request, of which it was asked."""

    id: uuid.UUID
    request_id: uuid.UUID
    offer_id: uuid.UUID


def accept(person: Person, kitchen: Group) -> TestResponse:
    return person.client.post(f"/api/v1/offers/{kitchen.offer_id}/accept")


def act(person: Person, kitchen: Group, what: str, **body: Any) -> TestResponse:
    return person.client.post(f"/api/v1/requests/{kitchen.request_id}/{what}", json=body or None)


def seen(person: Person, kitchen: Group) -> dict[str, Any]:
    answer = person.client.get(f"/api/v1/requests/{kitchen.request_id}")
    assert answer.status_code == 200
    return dict(answer.get_json())


def cases_of(person: Person) -> list[tuple[bool, str | None, str]]:
    """Mine or not, who goes, how far along."""
    items = person.client.get("/api/v1/cases").get_json()["items"]
    return [(one["mine"], one["helper"]["person"], one["helper"]["state"]) for one in items]


def told(app: Flask, person: Person, kind: str) -> list[str]:
    with app.app_context():
        rows = db.session.query(Notice).filter_by(account_id=person.id, kind=kind)
        return [notice.text for notice in rows]


def member_id(app: Flask, kitchen: Group, person: Person) -> uuid.UUID:
    with app.test_request_context():
        return next(m.id for m in membership.members_of(kitchen.id) if m.account_id == person.id)


def together(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """Runs all at the same moment; what came of each."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(do: Callable[[], object]) -> None:
        with app.test_request_context():
            db.session.connection()
            db.session.rollback()
            start.wait(30)
            try:
                do()
                outcomes.append("done")
            except ConnectError as refused:
                outcomes.append(type(refused).__name__)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(do,)) for do in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def fits_together(app: Flask, kitchen: Group) -> None:
    """One goes or nobody does, and the load of the group says the same."""
    with app.test_request_context():
        active = [
            one
            for one in assignments_of(kitchen.request_id)
            if one.state in ("accepted", "on_the_way")
        ]
        claimed = request_now(kitchen.request_id).status == "claimed"
        assert len(active) == responder_now(kitchen.id).load == claimed
        for one in active:
            assert one.account_id is not None
            assert membership.acts_for(kitchen.id, one.account_id)


def rows(app: Flask, kitchen: Group) -> list[Assignment]:
    with app.test_request_context():
        return assignments_of(kitchen.request_id)
