"""The gateway is away for an hour. An hour of back-off is tried in a minute: between the rounds all
that waits is moved back by the time until it is due, as if that time had passed.
"""

import itertools
from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from bench.faults import checks
from bench.faults.findings import Finding
from bench.faults.load import TOLD, tell
from bench.faults.processes import House, until
from bench.stages import Stage
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.notifications.models import Delivery, DeliveryState

HOUR_S = 3600.0
PHONES = 6
MODES = ("gone", "error", "busy", "cut", "hang")


def run(house: House, kills: int) -> Iterator[Finding]:
    """Nothing is lost or given up, the order is kept, and whoever watches is told.

    `kills` is no number here: the hour is as long for one as for a hundred.
    """
    del kills
    stage, gateway, web = house.stage, house.gateway, house.web()
    worker = house.worker(answer_s=0.3)
    web.start()
    web.wait()
    red_at, away_s, rounds = 0.0, 0.0, 0
    modes, told = itertools.cycle(MODES), itertools.count()
    worker.start()
    _tell_all(stage, told)
    until(lambda: not checks.count_due(stage), "all is sent while the gateway is there")
    while away_s < HOUR_S:
        mode = next(modes)
        if mode == "gone":
            gateway.kill()
        elif not gateway.alive:
            gateway.start()
            gateway.behave(mode)
        else:
            gateway.behave(mode)
        if rounds % 4 == 0:
            _tell_all(stage, told)
        if not red_at and web.get("/ready")[0] == 503:
            red_at = away_s
        until(lambda: not _heads_due(stage), f"each person's first was tried ({mode})")
        passed_s = _until_next(stage)
        _pass(stage, passed_s)
        away_s += passed_s
        rounds += 1
    red_at_the_end = web.get("/ready")[0]
    if not gateway.alive:
        gateway.start()
    gateway.behave("well")
    _pass(stage, 320.0)  # the longest pause
    until(lambda: not checks.count_due(stage), "all is sent")
    yield Finding("the gateway was away for", round(away_s / 60), at_least=60, unit="min")
    yield Finding("rounds of tries", rounds)
    yield Finding("most tries of one notice", _most_tries(stage), at_most=48)
    yield Finding(
        "/ready turned red after", round(red_at / 60, 1), unit="min", at_least=15, at_most=21
    )
    yield Finding("/ready in the end of the hour", red_at_the_end, at_least=503, at_most=503)
    yield Finding("/ready when all is sent", web.get("/ready")[0], at_least=200, at_most=200)
    yield from checks.notices_told(house, 0, ordered=TOLD)


def _tell_all(stage: Stage, told: Iterator[int]) -> None:
    for _n in range(PHONES * 2):
        tell(stage, next(told), PHONES)


def _heads_due(stage: Stage) -> int:
    """How many people's first message is due now; those behind it wait for it."""
    with stage.app.app_context():
        firsts = (
            sa.select(sa.func.min(Delivery.id))
            .where(Delivery.state == DeliveryState.DUE)
            .group_by(Delivery.to)
        )
        asked = sa.select(sa.func.count()).where(
            Delivery.id.in_(firsts), Delivery.due_at <= utcnow()
        )
        found = db.session.scalar(asked) or 0
        db.session.remove()
    return found


def _until_next(stage: Stage) -> float:
    """How many seconds it is until the next try; 0 and a bit where it is due already."""
    with stage.app.app_context():
        asked = sa.select(sa.func.max(Delivery.due_at)).where(Delivery.state == DeliveryState.DUE)
        latest = db.session.scalar(asked)
        db.session.remove()
    assert latest is not None
    return max(0.1, (latest - utcnow()).total_seconds())


def _pass(stage: Stage, seconds: float) -> None:
    with stage.app.app_context(), transaction():
        waiting = db.session.scalars(sa.select(Delivery).where(Delivery.state == DeliveryState.DUE))
        for one in waiting:
            one.due_at -= timedelta(seconds=seconds)
            if one.leased_until is not None:
                one.leased_until -= timedelta(seconds=seconds)


def _most_tries(stage: Stage) -> int:
    with stage.app.app_context():
        found = db.session.scalar(sa.select(sa.func.max(Delivery.tries))) or 0
        db.session.remove()
    return found
