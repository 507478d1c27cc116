"""Figures that people trust: counted from the requests, of all and by province."""

from datetime import timedelta
from typing import Any

from flask import Flask

from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import transaction
from connect.geo import Point, Whereabouts
from connect.help_requests import figures
from connect.help_requests.lifecycle import Status
from connect.help_requests.silence import Silence
from tests.people import HOAN_KIEM, People
from tests.situations import ask, long_silent, request_now
from tests.web import Browser, words

HANOI = Whereabouts(point=Point(HOAN_KIEM["lat"], HOAN_KIEM["lon"]))
NUMBERS = ("open_now", "helped_today", "helped")


def fulfilled(app: Flask, days_ago: float, **changes: Any) -> None:
    request = ask(app, phone="+84912345711", **changes)
    with transaction():
        now = request_now(request.id)
        now.status, now.silence = Status.FULFILLED, Silence.HEARD
        now.status_at = utcnow() - timedelta(days=days_ago)


def told(client: Browser, app: Flask) -> dict[str, dict[str, int]]:
    app.extensions.pop(figures.KEPT, None)
    answer = client.get("/api/v1/figures").get_json()
    each = {one["code"]: one for one in answer["provinces"]}
    return {
        code: {name: one[name] for name in NUMBERS} for code, one in {"": answer, **each}.items()
    }


def test_who_waits_and_who_was_helped(app: Flask, client: Browser) -> None:
    with app.test_request_context():
        for n in range(3):
            ask(app, phone=f"+8491234571{n}")
        ask(app, phone="+84912345714", where=HANOI)
        long_silent(ask(app, phone="+84912345715").id)  # hidden: off every list
        fulfilled(app, days_ago=0)
        fulfilled(app, days_ago=2)
        fulfilled(app, days_ago=400, where=HANOI)
    assert told(client, app) == {
        "": {"open_now": 4, "helped_today": 1, "helped": 3},
        "79": {"open_now": 3, "helped_today": 1, "helped": 2},
        "01": {"open_now": 1, "helped_today": 0, "helped": 1},
    }
    page = client.page("/diary?province=01")
    [counted] = [one for one in page.all("dl") if one.attributes.get("class") == "figures"]
    assert [one.text() for one in counted.all("dd")] == ["0", "1", "1"]
    home = words(client.page("/"))
    assert "4 nhà đang chờ" in home
    assert "Hôm nay đã giúp được 1 nhà." in home


def test_of_an_empty_country(app: Flask, client: Browser) -> None:
    assert told(client, app) == {"": dict.fromkeys(NUMBERS, 0)}
    assert "Chưa có ai đang chờ" in words(client.page("/")) or "0" in words(client.page("/diary"))


def test_today_begins_at_midnight_in_the_country(app: Flask, client: Browser) -> None:
    now = utcnow().astimezone(HOME_ZONE)
    since_midnight = (now - now.replace(hour=0, minute=0, second=0, microsecond=0)) / timedelta(1)
    with app.test_request_context():
        fulfilled(app, days_ago=since_midnight + 0.001)
        fulfilled(app, days_ago=max(0, since_midnight - 0.001))
    assert told(client, app)[""] == {"open_now": 0, "helped_today": 1, "helped": 2}


def test_who_only_reads_the_figures_asks_the_database_once_in_a_while(
    app: Flask, client: Browser, people: People
) -> None:
    before = told(client, app)
    with app.test_request_context():
        ask(app)
    kept = client.get("/api/v1/figures").get_json()
    assert kept["open_now"] == before[""]["open_now"]
    assert told(client, app)[""]["open_now"] == 1
