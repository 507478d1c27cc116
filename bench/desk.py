"""The coordinators' desk: with ten thousand open cases against one with a hundred."""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bench import timing, world
from bench.report import Figure
from bench.stages import Stage, Theatre
from connect.accounts import service as accounts
from connect.accounts.models import Account, Role
from connect.desk.figures import KEPT
from connect.desk.models import DeskCase
from connect.foundation.clock import utcnow
from connect.foundation.database import db, table_of, transaction
from connect.geo import wards_of
from connect.help_requests.models import HelpRequest, RequestItem

FEW, MANY = 100, 10_000
PROVINCE, WARDS = "79", 20
OVER = 3  # for each open one so many that are over
SEVEN_DAYS_S = 7 * 24 * 3600
LOOKS = 60
PAGES = {
    "first page": "/desk",
    "nobody's cases": "/desk?tab=nobodys",
    "first page, for programs": "/api/v1/desk/requests?limit=50",
    "figures": "/desk/figures",
}


def figures(theatre: Theatre) -> Iterator[Figure]:
    """All figures of the desk, on both databases."""
    for database in ("sqlite", "postgis"):
        desks = {}
        for name, count in (("few", FEW), ("many", MANY)):
            stage = theatre.new(database, f"desk_{count}")
            desks[name] = _desk(stage, _fill(stage, count))
        for said, path in PAGES.items():
            taken = timing.in_turn(desks, [path] * LOOKS)
            yield Figure(
                name=f"the desk with {MANY:,} open cases, {said}, against {FEW}",
                database=database,
                ours=timing.p50(taken["many"]),
                reference=timing.p50(taken["few"]),
                unit="ms",
                at_most=1.5 if path != "/desk/figures" else None,
            )


def _desk(stage: Stage, token: str) -> Callable[[str], object]:
    client = stage.app.test_client()

    def look(path: str) -> object:
        stage.app.extensions.pop(KEPT, None)  # the figures are counted each time
        answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.status
        return answer

    return look


def _fill(stage: Stage, count: int) -> str:
    """Requests in twenty wards of a province, a third of the open ones touched; a token."""
    dice = random.Random(count)
    with stage.app.app_context():
        wards = wards_of(PROVINCE)[:WARDS]
        rows = [_request(dice, number, count, wards) for number in range(count * (1 + OVER))]
        lan = Account(phone=world.phone(1), name="Lan", password_hash="", role=Role.COORDINATOR)
        with transaction():
            lan.area_codes = [PROVINCE]
            db.session.add(lan)
            db.session.flush()
            for first in range(0, len(rows), 5_000):
                part = rows[first : first + 5_000]
                db.session.execute(sa.insert(table_of(HelpRequest)), part)
                items = [
                    {"id": uuid.uuid4(), "request_id": row["id"], "category_id": 1} for row in part
                ]
                db.session.execute(sa.insert(RequestItem), items)
            touched = [
                {
                    "request_id": row["id"],
                    "coordinator_id": lan.id if dice.random() < 0.5 else None,
                    "tries": dice.randrange(3),
                    "call_at": utcnow() + timedelta(hours=1) if dice.random() < 0.1 else None,
                }
                for row in rows[:count]
                if dice.random() < 1 / 3
            ]
            db.session.execute(sa.insert(DeskCase), touched)
        token = accounts.open_session(lan.id)
    stage.vacuum()
    return token


def _request(dice: random.Random, number: int, count: int, wards: list[Any]) -> dict[str, Any]:
    ward = dice.choice(wards)
    is_open = number < count
    moment = utcnow() - timedelta(seconds=dice.randrange(SEVEN_DAYS_S))
    id_ = uuid.UUID(int=dice.getrandbits(128), version=4)
    urgency = "urgent" if dice.random() < 0.1 else "normal"
    item = {"category": "food", "goods": "Gạo", "quantity": "5 kg"}
    return {
        "id": id_,
        "code": f"B{number}",
        "status": "open" if is_open else "fulfilled",
        "urgency": urgency,
        "exhausted": is_open and dice.random() < 0.2,
        "people": 2,
        "created_at": moment,
        "status_at": moment,
        "lat": ward.lat,
        "lon": ward.lon,
        "ward_code": ward.code,
        "province_code": PROVINCE,
        "cell_id": "x",
        "cell_lat": ward.lat,
        "cell_lon": ward.lon,
        "card": {
            "id": str(id_),
            "items": [item],
            "urgency": urgency,
            "people": 2,
            "status": "open",
            "verified": False,
            "created_at": moment.isoformat(),
            "cell": {"id": "x", "lat": ward.lat, "lon": ward.lon, "precision": "cell"},
            "area": {"code": ward.code, "name": ward.name},
        },
    }
