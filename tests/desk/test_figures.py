"""The figures of a desk: who waits where and how long, for what; a file that calculates nothing."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask

from connect.desk import figures_pages
from connect.desk.figures import KEPT, Figures, Waits, Ward, figures_of
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.geo import Point, Whereabouts
from connect.help_requests import HelpRequest, ItemDetails
from tests.people import HOAN_KIEM, People
from tests.plans import analyze, each_plan, many_requests
from tests.situations import ask, help_from, request_now, situation
from tests.web import words

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def nothing_kept(app: Flask) -> None:
    app.extensions.pop(KEPT, None)


def wait_for(request: HelpRequest, minutes: int) -> None:
    with transaction():
        request_now(request.id).created_at = utcnow() - minutes * MINUTE


def test_who_waits_how_long_for_what_and_who_could_come(app: Flask, people: People) -> None:
    situation(app, people, "claimed")
    with app.test_request_context():
        for n, minutes in enumerate((10, 20, 30, 40, 50, 60, 70, 80, 90, 600)):
            kind = "food" if n else "medicine"
            urgency = "urgent" if n == 1 else "normal"
            items = [ItemDetails(category=kind), ItemDetails(category=kind, goods="Gạo")]
            request = ask(app, phone=f"+8491234562{n}", items=items, urgency=urgency)
            wait_for(request, minutes)
        ask(app, phone="+84912345611", where=Whereabouts(point=Point(**HOAN_KIEM)))
        found = figures_of(("79",))
    assert found.waits.waiting == 10
    assert (found.waits.urgent, found.unmet) == (1, [("food", 9), ("medicine", 1)])
    assert found.waits.median is not None
    assert found.waits.p90 is not None
    assert found.waits.median // MINUTE == 50
    assert found.waits.p90 // MINUTE == 90
    [ward] = found.wards
    assert (ward.waits.waiting, ward.going, ward.asked_lately) == (10, 1, 11)
    assert (ward.helped_lately, ward.able) == (0, 1)


def test_nobody_waits(app: Flask, people: People) -> None:
    with app.test_request_context():
        assert figures_of(("79",)) == Figures(Waits(), [], [])
    assert "0" in words(people.chi_lan.browser.page("/desk/figures"))


def test_what_they_say_is_kept_for_a_moment_for_each_area(app: Flask, people: People) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        assert figures_of(("79",)).waits.waiting == 0
        ask(app)
        assert figures_of(("79",)).waits.waiting == 0
        assert figures_of(None).waits.waiting == 1


def test_the_file_begins_no_cell_like_a_formula(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    wards = [
        Ward("1", f"{sign}cmd|'/c calc'!A0", Waits(1), 0, 0, 0, 0)
        for sign in ("=", "+", "-", "@", "\t", "\r", "'")
    ]
    monkeypatch.setattr(figures_pages, "figures_of", lambda _areas: Figures(Waits(), wards, []))
    answer = people.chi_lan.browser.get("/desk/figures.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True).removeprefix("\ufeff")
    _head, _total, *rows = csv.reader(io.StringIO(text, newline=""))
    assert len(rows) == len(wards)
    for row in rows:
        assert row[1].startswith("'")
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_no_table_is_read_whole(context: Flask, people: People) -> None:
    few = many_requests()[:100]
    with transaction():  # a ward among many
        db.session.query(HelpRequest).filter(HelpRequest.id.not_in(few)).update(
            {"ward_code": "00070"}
        )
    analyze()
    for plan in each_plan(lambda: figures_of(("27259",))):
        assert "Seq Scan on help_request" not in plan
        assert "SCAN help_request\n" not in plan + "\n"
