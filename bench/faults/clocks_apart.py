"""Two machines on one PostgreSQL server, each with web server and worker; one is an hour ahead."""

import http.client
import json
import re
import uuid
from collections.abc import Collection, Iterator
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

import sqlalchemy as sa

from bench.faults import checks
from bench.faults.findings import Finding
from bench.faults.load import HERE, TOLD, Helper, make_helpers, tell
from bench.faults.processes import House, Running, Web, until
from bench.stages import Stage
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests.assignments import LEASE
from connect.help_requests.lifecycle import ACTIVE, AssignmentState
from connect.help_requests.models import Assignment
from connect.help_requests.offering import OFFER_LIFE

HOUR_S = 3600.0
REQUESTS = 12
NOTICES, PHONES = 60, 30
LATE_S = 600.0  # what may pass between a call and our look at it; the clocks are further apart
_CSRF = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


def run(house: House, kills: int) -> Iterator[Finding]:
    """No lease ends early, nothing is sent twice, and both webs take each other's sessions."""
    del kills
    stage = house.stage
    webs = [house.web(), house.web(ahead_s=HOUR_S)]
    often = {"upkeep_s": 1.0, "lease_s": 60.0}  # the lease of the product
    workers = [house.worker(**often), house.worker(**often, ahead_s=HOUR_S)]
    helpers = make_helpers(stage)
    house.gateway.behave("well", slow_s=0.1)
    for number in range(NOTICES):
        tell(stage, number, PHONES)
    for one in (*webs, *workers):
        one.start()
    for web in webs:
        web.wait()
    claimed = [
        _ask_and_claim(webs[number % 2], webs[number // 2 % 2], helpers[number % len(helpers)])
        for number in range(REQUESTS)
    ]
    for number in range(REQUESTS):
        _call(webs[number % 2], "/api/v1/requests", _body())
    yield Finding("claims made, by both clocks", sum(claimed), at_least=REQUESTS)
    yield Finding(
        "claims with another end than four hours on", _off(stage, ACTIVE, LEASE), at_most=0
    )
    offered = (AssignmentState.OFFERED,)
    wrong = _off(stage, offered, OFFER_LIFE)
    yield Finding("offers with another end than half an hour on", wrong, at_most=0)
    offers = _count(stage, offered)
    _keep_time_on_both(house)
    yield Finding("offers open", offers, at_least=1)
    yield Finding("offers lost early", offers - _count(stage, offered), at_most=0)
    yield Finding("claims lost early", REQUESTS - _count(stage, ACTIVE), at_most=0)
    _age(stage, LEASE - timedelta(minutes=30))
    _keep_time_on_both(house)
    early = REQUESTS - _count(stage, ACTIVE)
    yield Finding("claims lost half an hour before their end", early, at_most=0)
    checks.drain(house)
    yield from checks.notices_told(house, 0, ordered=TOLD)
    yield Finding("forms of one web that the other refused", _refused_forms(webs), at_most=0)
    _age(stage, timedelta(minutes=30, seconds=1))
    _keep_time_on_both(house)
    yield Finding("claims left after their end", _count(stage, ACTIVE), at_most=0)
    yield from checks.state_fits(stage)


def _body() -> dict[str, object]:
    return {
        "items": [{"category": "food", "goods": "Gạo", "quantity": "5 kg"}],
        "urgency": "urgent",  # people are asked at night, too
        "people": 2,
        "phone": f"0913{uuid.uuid4().int % 10**6:06}",
        "location": {"lat": HERE.lat, "lon": HERE.lon},
    }


def _ask_and_claim(asked: Web, claimed: Web, helper: Helper) -> bool:
    status, answer = _call(asked, "/api/v1/requests", _body())
    assert status == 201, answer
    path = f"/api/v1/requests/{answer['id']}/claim"
    return _call(claimed, path, {}, helper.token)[0] == 201


def _call(web: Web, path: str, body: object, token: str = "") -> tuple[int, dict[str, str]]:
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
    connection.request("POST", path, json.dumps(body), headers)
    answer = connection.getresponse()
    told = answer.status, json.loads(answer.read())
    connection.close()
    return told


def _keep_time_on_both(house: House) -> None:
    """As a timer would, beside the workers."""
    for ahead_s in (HOUR_S, 0.0):
        upkeep = house.upkeep(ahead_s=ahead_s)
        upkeep.start()
        until(partial(_ended, upkeep), "upkeep is done")
        assert upkeep.process is not None
        assert upkeep.process.returncode == 0, upkeep.said()


def _ended(one: Running) -> bool:
    return not one.alive


def _off(stage: Stage, states: Collection[AssignmentState], life: timedelta) -> int:
    """How many of these end at another time than they should, give or take a few seconds."""
    with stage.app.app_context():
        ends = db.session.scalars(
            sa.select(Assignment.lapses_at).where(Assignment.state.in_(states))
        )
        left = [(end - utcnow() - life).total_seconds() for end in ends if end is not None]
        db.session.remove()
    return sum(not -LATE_S < one < 1.0 for one in left)


def _count(stage: Stage, states: Collection[AssignmentState]) -> int:
    with stage.app.app_context():
        asked = sa.select(sa.func.count()).where(Assignment.state.in_(states))
        found = db.session.scalar(asked) or 0
        db.session.remove()
    return found


def _age(stage: Stage, by: timedelta) -> None:
    with stage.app.app_context(), transaction():
        for held in db.session.scalars(sa.select(Assignment).where(Assignment.state.in_(ACTIVE))):
            if held.lapses_at is not None:
                held.lapses_at -= by
            if held.reminded_at is not None:
                held.reminded_at -= by


def _refused_forms(webs: list[Web]) -> int:
    """A page of each, sent to the other: it is refused as wrong (422), not as not ours (400)."""
    refused = 0
    for one, other in (webs, webs[::-1]):
        connection = http.client.HTTPConnection("127.0.0.1", one.port, timeout=30)
        connection.request("GET", "/sign-in")
        page = connection.getresponse()
        cookie = (page.getheader("Set-Cookie") or "").partition(";")[0]
        token = _CSRF.search(page.read())
        connection.close()
        assert token is not None
        form = urlencode({"csrf_token": token[1].decode(), "phone": "0912345678", "password": "?"})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", other.port, timeout=30)
        connection.request("POST", "/sign-in", form, headers)
        refused += connection.getresponse().status == 400
        connection.close()
    return refused
