"""What everybody may read: the list and the feed, page by page, and never finer than a ward."""

import random
import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import geo
from connect.diary.models import Entry
from connect.diary.states import State
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db, reading, transaction
from connect.geo import Point, Whereabouts
from connect.help_requests import HelpRequest, Status, assignments, manage_token, service
from tests.diary.pictures import a_picture
from tests.diary.thanking import WORDS, id_now, in_the_diary
from tests.people import People
from tests.plans import analyze, compact, many_requests, seen_by_all
from tests.situations import CLAIMANT, REQUESTER, SECRETS, ask, help_from
from tests.web import Browser, browser_of, words

HCM, HANOI = "79", "01"
WARDS = {HCM: "27259", HANOI: "00070"}


def shown_entries(app: Flask, how_many: int, **changes: Any) -> list[uuid.UUID]:
    """Notes that are shown, the newest first, some of them at the very same moment."""
    made, now = [], utcnow()
    with app.test_request_context(), transaction():
        for n in range(how_many):
            request = ask(app, phone=f"+849123{45_700 + n}")
            told = {
                "request_id": request.id,
                "state": State.SHOWN,
                "shown_at": now - timedelta(minutes=n // 2),
                "text": f"Cảm ơn {n}",
                "given": [{"category": "food", "goods": "Gạo", "quantity": ""}],
                "ward_code": WARDS[HCM],
                "province_code": HCM,
            }
            entry = Entry(**(told | changes))
            db.session.add(entry)
            db.session.flush()
            made.append((entry.shown_at, entry.id))
    return [id_ for _at, id_ in sorted(made, reverse=True)]


def test_the_feed_is_read_page_by_page(app: Flask, client: Browser) -> None:
    expected = [str(one) for one in shown_entries(app, 7)]
    found: list[str] = []
    cursor = ""
    while True:
        told = client.get(f"/api/v1/diary?limit=2{cursor}").get_json()
        found += [one["id"] for one in told["items"]]
        if told["next"] is None:
            break
        cursor = f"&cursor={told['next']}"
    assert found == expected
    for wrong in ("limit=0", "limit=101", "cursor=x", "cursor=WzEsMl0"):
        assert client.get(f"/api/v1/diary?{wrong}").status_code == 422


def test_the_page_shows_more(app: Flask, client: Browser) -> None:
    shown_entries(app, 23)
    page = client.page("/diary")
    assert len([one for one in page.all("blockquote") if one.inside("main")]) == 20
    more = [one for one in page.all("a") if "cursor=" in one.attributes.get("href", "")]
    rest = client.page("/diary" + more[0].attributes["href"])
    assert len([one for one in rest.all("blockquote") if one.inside("main")]) == 3
    for wrong in ("cursor=x", "province=xx", "province=%00", "cursor=" + "9" * 5000):
        assert client.get(f"/diary?{wrong}").status_code == 200


def test_a_province_has_its_own(app: Flask, client: Browser) -> None:
    shown_entries(app, 2)
    here = words(client.page(f"/diary?province={HCM}"))
    there = words(client.page(f"/diary?province={HANOI}"))
    assert "Cảm ơn 0" in here
    assert "Cảm ơn 0" not in there
    assert "chưa có lời cảm ơn nào" in there
    told = client.get(f"/api/v1/diary?province={HANOI}").get_json()
    assert told == {"items": [], "next": None}
    for odd in ("%00", "xx", "%F0%9F%8D%9A", "'"):
        assert client.get(f"/api/v1/diary?province={odd}").get_json() == told


def test_a_note_for_programs(app: Flask, client: Browser, people: People) -> None:
    here = in_the_diary(app, people, client, photo=a_picture(), signed=True)
    [told] = browser_of(app).get("/api/v1/diary").get_json()["items"]
    entry_id = id_now(app, here)
    assert told.pop("shown_at")
    assert told == {
        "id": str(entry_id),
        "text": WORDS,
        "given": [{"category": "food", "goods": "Gạo", "quantity": "5 kg"}],
        "place": "Phường Tân Hưng, Thành phố Hồ Chí Minh",
        "ward_code": "27475",
        "province_code": HCM,
        "author": "Canary",
        "helper": None,
        "photo": f"http://localhost/diary/{entry_id}/photo",
        "url": f"http://localhost/diary/{entry_id}",
    }


@pytest.mark.parametrize("state", [State.PRIVATE, State.WAITING, State.REFUSED])
def test_what_is_not_shown_is_nowhere(state: State, app: Flask, client: Browser) -> None:
    [entry_id] = shown_entries(app, 1, state=state, shown_at=None)
    for path in ("/diary", "/api/v1/diary", "/"):
        assert "Cảm ơn 0" not in client.get(path).get_data(as_text=True)
    for path in (f"/diary/{entry_id}", f"/diary/{entry_id}/photo"):
        assert client.get(path).status_code == 404


def two_of_one_cell(settings: Settings, chance: random.Random) -> tuple[Point, Point]:
    """Two doors of one public cell that lie in different wards, as near as we know."""
    while True:
        old = Point(10.70 + chance.random() / 8, 106.62 + chance.random() / 8)
        new = Point(old.lat + chance.uniform(-3e-3, 3e-3), old.lon + chance.uniform(-3e-3, 3e-3))
        cells = {
            geo.cell_of(p, cell_metres=settings.cell_metres, households=settings.cell_households)
            for p in (old, new)
        }
        wards = {ward.code for p in (old, new) if (ward := geo.ward_at(p))}
        if len(cells) == 1 and len(wards) == 2:
            return old, new


def test_the_place_is_that_of_the_public_cell_and_tells_nothing_of_the_door(
    app: Flask, people: People, settings: Settings
) -> None:
    """Two doors of one cell in two wards: nobody can tell them apart by what is public."""
    told = []
    with app.test_request_context():
        helper = help_from(people.huong.account(), radius_m=30_000.0)
    for n, point in enumerate(two_of_one_cell(settings, random.Random("diary"))):
        browser = browser_of(app)
        with app.test_request_context():
            where = Whereabouts(point=point, address=SECRETS["address"])
            request = ask(app, phone=f"+8491234570{n}", where=where)
            assignments.claim(request.id, people.huong.account(), frozenset(), helper.id)
            assignments.deliver(request.id, people.huong.account(), CLAIMANT)
            service.confirm(request.id, None, REQUESTER)
            browser.hold(manage_token(request))
            request_id = request.id
        browser.send(f"/requests/{request_id}/thanks", text=WORDS, public="y")
        with app.app_context():
            entry_id = db.session.scalar(sa.select(Entry.id).where(Entry.request_id == request_id))
        people.chi_lan.browser.send("/desk/diary", action=f"{entry_id}/show")
        items = browser_of(app).get("/api/v1/diary").get_json()["items"]
        [one] = [item for item in items if item["id"] == str(entry_id)]
        told.append({name: one[name] for name in ("place", "ward_code", "province_code")})
        public = browser_of(app).get(f"/diary/{entry_id}").get_data(as_text=True)
        assert str(request_id) not in public  # nor the way to the request
        assert str(point.lat)[:7] not in public
    assert told[0] == told[1]


def many_entries() -> None:
    """Notes, every other one of them shown, about many requests of two provinces."""
    compact(Entry)
    now = utcnow()
    entries: list[dict[str, Any]] = [
        {
            "request_id": id_,
            "state": State.SHOWN if n % 2 else State.WAITING,
            "shown_at": now - timedelta(minutes=n) if n % 2 else None,
            "text": f"Cảm ơn {n}",
            "given": [],
            "province_code": HCM if n % 40 == 1 else HANOI,
        }
        for n, id_ in enumerate(many_requests())
    ]
    with transaction():
        db.session.execute(sa.insert(Entry), entries)


def plan(connection: sa.Connection, statement: sa.Select[Any]) -> str:
    text = str(statement.compile(connection, compile_kwargs={"literal_binds": True}))
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    return "\n".join(str(row) for row in connection.exec_driver_sql(explain + text))


def test_lists_and_counts_walk_along_an_index(app: Flask) -> None:
    entry, request = Entry.__table__.c, HelpRequest.__table__.c
    shown = sa.select(entry.id).where(entry.state == "shown")
    asked = {
        "ix_diary_entry_shown": shown.order_by(entry.shown_at.desc(), entry.id.desc()).limit(20),
        "ix_diary_entry_shown_in_province": shown.where(entry.province_code == HCM)
        .order_by(entry.shown_at.desc(), entry.id.desc())
        .limit(20),
        "ix_help_request_counted": sa.select(request.province_code, sa.func.count())
        .where(request.status == Status.OPEN, request.silence != "hidden")
        .group_by(request.province_code),
    }
    with app.app_context():
        many_entries()
        seen_by_all(Entry, HelpRequest)
        analyze()
        with reading() as connection:
            if connection.dialect.name != "sqlite":
                # Of so few rows all are as quickly read: that they need not be is what is asked.
                connection.exec_driver_sql("SET enable_seqscan = off")
            for index, statement in asked.items():
                assert index in plan(connection, statement), index
            if connection.dialect.name != "sqlite":
                connection.exec_driver_sql("RESET ALL")
