"""The list near a place walks its spatial index, and the clock its partial indexes."""

import random
import uuid
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.giving import keep_gifts
from connect.giving.finding import GiftSearch, find_gifts
from connect.giving.models import Gift, ListedGift, Reservation
from tests.giving.giving import HERE, a_gift
from tests.people import People
from tests.plans import plans, walks_the_index

MANY = 6_000


@pytest.fixture
def crowd(context: Flask, people: People) -> None:
    """Enough gifts and past reservations that no planner would rather read them all."""
    dice, now, details = random.Random(32), utcnow(), a_gift()
    gifts, listed, kept = [], [], []
    for number in range(MANY):
        id_ = uuid.UUID(int=number + 1)
        lat, lon = HERE.lat + dice.gauss(0, 0.1), HERE.lon + dice.gauss(0, 0.1)
        gifts.append(
            {
                "id": id_,
                "giver_id": people.huong.id,
                "category_id": 1 + number % 3,
                "what": "x",
                "goods": [],
                "amount": 1,
                "available": 1,
                "first_day": details.first_day,
                "last_day": details.last_day,
                "ends_at": now + timedelta(days=7),
                "lat": lat,
                "lon": lon,
                "cell_id": "x",
                "cell_lat": lat,
                "cell_lon": lon,
                "card": {"id": str(id_), "created_at": now.isoformat()},
            }
        )
        listed += [{"gift_id": id_, "slot": slot, "lat": lat, "lon": lon} for slot in (0, 4)]
        kept.append(
            {
                "id": id_,
                "gift_id": id_,
                "taker_mark": str(number),
                "nth": 1,
                "amount": 1,
                "state": "collected",
                "lapses_at": now,
            }
        )
    with transaction():
        for model, rows in ((Gift, gifts), (ListedGift, listed), (Reservation, kept)):
            db.session.execute(sa.insert(model), rows)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


@pytest.mark.parametrize("within_m", [None, 20_000.0])
def test_the_list_walks_its_index(within_m: float | None, crowd: None) -> None:
    for category in ("", "school_supplies"):
        search = GiftSearch(near=HERE, category=category, within_m=within_m)
        assert len(find_gifts(search).found) == 20
        walks_the_index(plans(partial(find_gifts, search)), "listed_gift")


def test_the_clock_reads_no_past_reservation(crowd: None) -> None:
    plan = plans(keep_gifts)
    assert "ix_reservation_due" in plan
    assert "ix_gift_state_ends" in plan
    assert "SCAN reservation" not in plan.replace("SCAN reservation USING INDEX", "")
    assert "Seq Scan on reservation" not in plan
    assert "Seq Scan on gift" not in plan
