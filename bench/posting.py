"""A post that asks ten people, against the same post that asks nobody."""

import random
from collections.abc import Callable, Iterator
from itertools import count
from unittest.mock import patch

import sqlalchemy as sa

from bench import timing, world
from bench.report import Figure
from bench.stages import Stage
from connect.foundation.clock import utcnow
from connect.foundation.database import table_of, transaction
from connect.geo import Point
from connect.help_requests import offering
from connect.help_requests.models import Assignment
from connect.notifications import preferences
from connect.notifications.models import Delivery, Notice
from connect.responders import offers

ASKED = 10
RESPONDERS = 10_000
PLACES = 40
NOBODY = offering.Found({}, {}, later=False)
WRITTEN = (Assignment, Notice, Delivery)

_assignment = table_of(Assignment)


def figure(stage: Stage) -> Figure:
    """The time of both, on a stage that holds nobody yet."""
    world.fill(stage, RESPONDERS)
    with stage.app.app_context(), transaction():
        offers.rebuild(utcnow())  # a post meets the hours of today
    stage.vacuum()
    with (
        patch.object(offering, "ASKED_AT_ONCE", ASKED),
        patch.object(offering, "ENOUGH", ASKED),
        patch.object(preferences, "is_quiet", lambda *_hours: False),  # at whatever time it runs
    ):
        post = _posting(stage)
        before = _rows(stage)
        post(world.SAIGON)
        written = [now - then for now, then in zip(_rows(stage), before, strict=True)]
        assert written == [ASKED] * len(WRITTEN), f"written: {written}"

        def unheard(place: Point) -> None:
            with patch.object(offering, "look", lambda _request: NOBODY):
                post(place)

        before = _rows(stage)
        asked = list(_places())
        taken = timing.in_turn(
            {"asking": post, "silent": unheard}, asked, between=lambda: _withdraw(stage)
        )
        posts = timing.TURNS * len(asked) + max(20, len(asked) // 20)
        written = [now - then for now, then in zip(_rows(stage), before, strict=True)]
        assert written == [ASKED * posts] * len(WRITTEN), f"written in {posts} posts: {written}"
    return Figure(
        name=f"a post that writes {ASKED} offers, notices and deliveries, against one that asks "
        "nobody: p50",
        database=stage.database,
        ours=timing.p50(taken["asking"]),
        reference=timing.p50(taken["silent"]),
        unit="ms",
        at_most=2,
    )


def _posting(stage: Stage) -> Callable[[Point], None]:
    client, numbers = stage.app.test_client(), count()

    def post(place: Point) -> None:
        number = next(numbers)
        answer = client.post(
            "/api/v1/requests",
            json={
                "items": [{"category": "food", "goods": "gạo", "quantity": "10 kg"}],
                "people": 1 + number % 7,
                "name": f"Người cần {number}",
                "phone": world.phone(10**7 + number),
                "description": "Nhà có người già, cần gạo và rau.",
                "location": {"lat": place.lat, "lon": place.lon},
            },
        )
        assert answer.status_code == 201, answer.text

    return post


def _places() -> Iterator[Point]:
    dice = random.Random(13)
    for need in world.needs_at(world.SAIGON, 1, PLACES):
        spread = dice.uniform(-0.02, 0.02)
        yield Point(need.point.lat + spread, need.point.lon - spread)


def _withdraw(stage: Stage) -> None:
    # Else those who live near would soon have as many open offers as they want.
    with stage.engine.begin() as connection:
        connection.execute(
            sa.update(_assignment)
            .where(_assignment.c.state == "offered")
            .values(state="timed_out", ended_at=_assignment.c.created_at)
        )


def _rows(stage: Stage) -> list[int]:
    with stage.engine.connect() as connection:
        return [
            connection.execute(sa.select(sa.func.count()).select_from(table_of(model))).scalar_one()
            for model in WRITTEN
        ]
