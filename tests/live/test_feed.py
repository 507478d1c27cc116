"""The feed tells what was committed, once, to whose eyes it is for; nothing is written for it."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, reading, table_of, transaction
from connect.help_requests import keep_time
from connect.live import feed as feed_module
from connect.live.feed import Feed, Source
from connect.live.places import sources_of
from tests.people import People
from tests.situations import SECRETS, ask, help_from, situation

Look = Callable[[], set[str]]


@pytest.fixture
def look(app: Flask) -> Look:
    """Reads what has happened since the last look, or since the test began."""
    feed = Feed(sources_of(app))

    def read() -> set[str]:
        with app.app_context(), reading() as connection:
            return feed.read(connection)

    return read


def claim(people: People, request_id: uuid.UUID) -> uuid.UUID:
    client = people.huong.client
    assert client.post(f"/api/v1/requests/{request_id}/claim").status_code in (200, 201)
    [case] = client.get("/api/v1/cases").get_json()["items"]
    return uuid.UUID(case["id"])


def test_a_claim_is_heard_once_by_all_whom_it_concerns(
    app: Flask, people: People, look: Look
) -> None:
    here = situation(app, people, "open")
    look()
    claim(people, here.request_id)
    heard = look()
    assert f"request:{here.request_id}" in heard
    assert f"account:{people.ba_tu.id}" in heard
    assert {"desk:", "desk:79"} <= heard
    assert not [topic for topic in heard if topic.startswith("list:")]
    assert look() == set()


def test_that_somebody_looked_is_no_news(app: Flask, people: People, look: Look) -> None:
    here = situation(app, people, "claimed")
    look()
    page = people.chi_lan.browser.get(f"/requests/{here.request_id}").get_data(as_text=True)
    assert SECRETS["address"] in page  # shown, and so recorded
    with app.app_context():
        newest = audit.history(here.request_id)[-1]
        assert (newest.actor, newest.action) == (str(people.chi_lan.id), "revealed")
    assert look() == set()


def test_what_comes_to_the_list_is_told_by_squares_far_larger_than_a_cell(
    app: Flask, people: People, look: Look
) -> None:
    look()
    with app.test_request_context():
        request = ask(app, people.ba_tu.account())
        request_id = request.id
    listed = {topic for topic in look() if topic.startswith("list:")}
    assert listed == {"list:", "list:214:2134"}
    with app.test_request_context():
        keep_time(utcnow() + timedelta(hours=49))
        keep_time(utcnow() + timedelta(hours=73))
    heard = look()
    assert f"involved:{request_id}" in heard  # hidden: for those involved
    assert f"request:{request_id}" not in heard
    assert not [topic for topic in heard if topic.startswith("list:")]


def test_a_claim_that_lapses_is_told(app: Flask, people: People, look: Look) -> None:
    here = situation(app, people, "claimed")
    look()
    with app.test_request_context():
        keep_time(utcnow() + timedelta(hours=3))  # reminded of
        keep_time(utcnow() + timedelta(hours=5))
    assert {f"request:{here.request_id}", "list:"} <= look()


def test_a_message_is_heard_by_the_two_who_talk(app: Flask, people: People, look: Look) -> None:
    here = situation(app, people, "open")
    case_id = claim(people, here.request_id)
    look()
    answer = people.huong.client.post(
        f"/api/v1/requests/{here.request_id}/messages", json={"body": "Cháu tới ngay."}
    )
    assert answer.status_code == 201
    heard = look()
    assert {f"requester:{here.request_id}", f"helper:{case_id}"} <= heard
    assert not [t for t in heard if t.startswith(("request:", "involved:", "desk:", "list:"))]


def test_an_offer_is_heard_by_who_is_asked(app: Flask, people: People, look: Look) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
    look()
    with app.test_request_context():
        ask(app, people.ba_tu.account())
    assert f"account:{people.huong.id}" in look()


def test_that_nobody_is_left_is_told_to_coordinators_only(
    app: Flask, people: People, look: Look
) -> None:
    look()
    with app.test_request_context():
        request_id = ask(app, people.ba_tu.account()).id
    assert f"triage:{request_id}" in look()


def test_what_is_committed_late_is_heard_all_the_same(
    app: Flask, people: People, look: Look, on_postgis: bool
) -> None:
    """Places are taken when a row is made, and on PostgreSQL transactions end in any order."""
    if not on_postgis:
        pytest.skip("one writes after the other")
    first, second = uuid.uuid4(), uuid.uuid4()
    row = {"actor": "system", "action": "closed", "detail": {}, "at": utcnow()}
    entries = sa.insert(table_of(audit.AuditEntry))
    look()
    with app.app_context(), db.engine.connect() as slow:
        slow.execute(entries, row | {"subject_id": first})
        with db.engine.begin() as quick:
            quick.execute(entries, row | {"subject_id": second})
        assert look() == {f"request:{second}"}
        slow.commit()
    assert look() == {f"request:{first}"}


def test_a_flood_is_read_to_its_end(
    app: Flask, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "MOST_AT_ONCE", 10)
    look()
    ids = [uuid.uuid4() for _i in range(35)]
    with app.test_request_context(), transaction():
        for id_ in ids:
            audit.record("system", "closed", id_)
    heard: set[str] = set()
    for _i in range(5):
        heard |= look()
    assert heard == {f"request:{id_}" for id_ in ids}


def test_old_rows_are_not_read_for_ever(
    app: Flask, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "LATE_S", -1.0)
    look()
    for _i in range(3):
        id_ = uuid.uuid4()
        with app.test_request_context(), transaction():
            audit.record("system", "closed", id_)
        assert look() == {f"request:{id_}"}
        assert look() == set()


class Failing:
    """A source of which one read fails once, when it is told to."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.fails = ""

    def __getattr__(self, name: str) -> Any:
        if name == self.fails:
            self.fails = ""
            raise sa.exc.OperationalError("", {}, Exception("the line is gone"))
        return getattr(self._source, name)


@pytest.mark.parametrize("read", ["behind", "topics"])
@pytest.mark.parametrize("which", range(3))
def test_what_happened_while_a_read_failed_is_told_by_the_next_one(
    which: int, read: str, app: Flask, people: People
) -> None:
    """Whichever source it is, and although another one has found its own by then."""
    here = situation(app, people, "open")
    claim(people, here.request_id)
    sources = [Failing(source) for source in sources_of(app)]
    assert len(sources) == 3
    feed = Feed(sources)
    message = {"body": "Cháu tới ngay."}
    with app.app_context(), reading() as connection:
        feed.read(connection)
        client = people.huong.client
        url = f"/api/v1/requests/{here.request_id}"
        assert client.post(f"{url}/messages", json=message).status_code == 201
        assert client.post(f"{url}/release").status_code == 200
        sources[which].fails = read
        with pytest.raises(sa.exc.OperationalError):
            feed.read(connection)
        heard = feed.read(connection)
        assert {f"request:{here.request_id}", f"requester:{here.request_id}"} <= heard
        assert f"account:{people.ba_tu.id}" in heard
        assert feed.read(connection) == set()
