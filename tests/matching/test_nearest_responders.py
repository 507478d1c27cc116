"""`nearest_responders` equals a scan of everyone by great-circle distance, in set and order."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect.accounts.models import Account, Block
from connect.foundation.database import db, transaction
from connect.geo import Point, checked_point, distance_m
from connect.matching import Candidate, CategoryNeeded, Need, nearest_responders
from connect.matching.ranking import best
from connect.responders import hours_at
from connect.responders.models import (
    Category,
    Responder,
    ResponderCategory,
    ResponderOffer,
    SupplierPoint,
)
from connect.responders.offers import keep_offers, rebuild
from connect.responders.vouch_models import Vouch

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # Sunday, 10:00 in Viet Nam
REQUESTER = "+84912345699"
HOURS = ("", "24/7", "Mo-Su 08:00-18:00", "Mo-Fr 09:00-17:00", "Su 10:00-12:00", "22:00-06:00")
CATEGORIES = {1: False, 2: True, 3: False}  # food, medical advice (remote), medicine


@dataclass(frozen=True)
class Given:
    """A responder as hypothesis draws it."""

    point: Point
    categories: frozenset[int]
    radius_m: float
    capacity: int
    load: int
    available: bool
    hours: str
    kept: timedelta  # how long ago the index was kept
    role: str  # free, own, blocks, blocked, declined
    word: str = ""  # whom somebody vouches for: the owner, the group, or (idly) the volunteer


def _points() -> st.SearchStrategy[Point]:
    city = st.builds(
        Point,
        st.floats(10.70, 10.85, allow_nan=False),
        st.floats(106.60, 106.80, allow_nan=False),
    )
    # Around the corners of the first windows, where a hasty answer would go wrong.
    block = st.builds(
        lambda east, north: Point(10.75 + north / 111_195, 106.70 + east / 109_243),
        st.integers(-1_600, 1_600),
        st.integers(-1_600, 1_600),
    )
    # The same door twice, both sides of the antimeridian, the poles.
    special = st.sampled_from(
        [
            Point(10.75, 106.70),
            Point(10.75, 106.70),
            Point(0.0, 180.0),
            Point(0.0, -180.0),
            Point(0.1, 179.95),
            Point(0.1, -179.95),
            Point(90.0, 0.0),
            Point(89.9, 120.0),
            Point(-90.0, 0.0),
        ]
    )
    anywhere = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
    drawn = st.one_of(block, block, block, city, city, special, anywhere)
    return drawn.map(lambda point: checked_point(*point))


_RESPONDERS = st.builds(
    Given,
    point=_points(),
    categories=st.frozensets(st.sampled_from(sorted(CATEGORIES)), min_size=1),
    radius_m=st.sampled_from([100.0, 1_000.0, 5_000.0, 20_000.0, 500_000.0]),
    capacity=st.integers(1, 3),
    load=st.integers(0, 3),
    available=st.sampled_from([True, True, True, False]),
    hours=st.sampled_from(HOURS),
    kept=st.sampled_from([timedelta(0), timedelta(0), timedelta(hours=5), timedelta(days=2)]),
    role=st.sampled_from(["free"] * 8 + ["own", "blocks", "blocked", "declined"]),
    word=st.sampled_from(["", "", "owner", "group", "volunteer"]),
)


@given(
    everyone=st.lists(_RESPONDERS, min_size=0, max_size=40),
    places=st.lists(_points(), min_size=1, max_size=4),
    wanted=st.frozensets(st.sampled_from(sorted(CATEGORIES)), min_size=1),
    k=st.integers(1, 12),
    shielded=st.booleans(),
)
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_answer_equals_a_scan_of_everyone(
    context: Flask,
    everyone: list[Given],
    places: list[Point],
    wanted: frozenset[int],
    k: int,
    shielded: bool,
) -> None:
    ids = _store(everyone)
    passed_over = frozenset(
        i for i, one in zip(ids, everyone, strict=True) if one.role == "declined"
    )
    for place in places:
        need = Need(
            place,
            [CategoryNeeded(id_, CATEGORIES[id_]) for id_ in sorted(wanted)],
            REQUESTER,
            passed_over,
            shielded,
        )
        found = nearest_responders(need, k, now=NOW)
        _equals(found, _scan(ids, everyone, place, wanted, len(ids), shielded), k)


def _equals(found: list[Candidate], everyone: list[Candidate], k: int) -> None:
    """The same set in the same order; two distances that no float can tell apart may swap."""
    expected = everyone[:k]
    assert len(found) == len(expected)
    rank = {candidate.responder_id: candidate for candidate in everyone}
    for one, other in zip(found, expected, strict=True):
        for candidate in (other, rank[one.responder_id]):
            assert (one.remote, one.load) == (candidate.remote, candidate.load)
            assert one.distance_m == pytest.approx(candidate.distance_m, rel=1e-9, abs=1e-3)
    for one, following in pairwise(found):
        if one.rank[:3] == following.rank[:3]:
            assert one.responder_id.hex < following.responder_id.hex
    assert len(set(found)) == len(found)


def _scan(
    ids: Sequence[uuid.UUID],
    everyone: Sequence[Given],
    place: Point,
    wanted: frozenset[int],
    k: int,
    shielded: bool = False,
) -> list[Candidate]:
    found = []
    for id_, one in zip(ids, everyone, strict=True):
        able = (
            one.role == "free"
            and one.available
            and one.load < one.capacity
            and hours_at(one.hours, NOW).is_open
            and (not shielded or one.word in ("owner", "group"))
        )
        if not able:
            continue
        distance = distance_m(place, one.point)
        for category in one.categories & wanted:
            if CATEGORIES[category]:
                found.append(Candidate(id_, distance, remote=True, load=one.load))
            elif distance <= one.radius_m:
                found.append(Candidate(id_, distance))
    # Distances of the same door differ by nothing; of other doors never by less than a hair.
    return best(found, k)


def _store(everyone: Sequence[Given]) -> list[uuid.UUID]:
    ids = [uuid.uuid4() for _one in everyone]
    with transaction():
        index = (ResponderOffer, SupplierPoint, ResponderCategory)
        for model in (*index, Vouch, Responder, Block, Account):
            db.session.execute(sa.delete(model))
        for number, (id_, one) in enumerate(zip(ids, everyone, strict=True)):
            phone = f"+8491{number:07}"
            if one.role in ("blocks", "blocked"):
                pair = (phone, REQUESTER) if one.role == "blocks" else (REQUESTER, phone)
                db.session.add(Block(blocker_phone=pair[0], blocked_phone=pair[1]))
            if one.word == "owner":
                db.session.add(Account(id=id_, phone=phone, name="x", password_hash="!"))
            db.session.add(_row(id_, one, REQUESTER if one.role == "own" else phone))
        db.session.flush()  # no words before those whom they are about
        for id_, one in zip(ids, everyone, strict=True):
            if one.word:
                whom = "account_id" if one.word == "owner" else "responder_id"
                db.session.add(Vouch(**{whom: id_}))
        db.session.flush()
        # The index is kept at different moments of the past: late sweeps must not show.
        for kept in {one.kept for one in everyone}:
            some = [i for i, one in zip(ids, everyone, strict=True) if one.kept == kept]
            keep_offers(some, NOW - kept)
    return ids


def _row(id_: uuid.UUID, one: Given, phone: str) -> Responder:
    return Responder(
        id=id_,
        kind="organisation" if one.word == "group" else "volunteer",
        owner_id=id_ if one.word == "owner" else None,
        name="x",
        name_folded="x",
        phone=phone,
        lat=one.point.lat,
        lon=one.point.lon,
        radius_m=one.radius_m,
        capacity=one.capacity,
        load=one.load,
        available=one.available,
        opening_hours=one.hours,
        categories=[c for c in _categories() if c.id in one.categories],
    )


def _categories() -> list[Category]:
    return list(db.session.scalars(sa.select(Category)))


def test_a_rebuilt_index_equals_the_kept_one(context: Flask) -> None:
    everyone = [
        Given(
            point=Point(10.7 + number / 1000, 106.7),
            categories=frozenset({1, 2}),
            radius_m=5_000.0,
            capacity=2,
            load=number % 3,
            available=number % 4 > 0,
            hours=HOURS[number % len(HOURS)],
            kept=timedelta(0),
            role="free",
            word=("", "owner", "group")[number % 3],
        )
        for number in range(30)
    ]
    _store(everyone)
    columns = (
        ResponderOffer.responder_id,
        ResponderOffer.slot,
        ResponderOffer.radius_m,
        ResponderOffer.valid_until,
    )
    asked = sa.select(*columns).order_by(*columns)
    kept = db.session.execute(asked).all()
    with transaction():
        rebuild(NOW)
    assert db.session.execute(asked).all() == kept
    assert kept


def test_a_dense_crowd_is_answered_exactly_at_every_window(context: Flask) -> None:
    dice = random.Random(7)

    def nearby(spread_m: float) -> Point:
        return Point(
            10.75 + dice.uniform(-spread_m, spread_m) / 111_195,
            106.70 + dice.uniform(-spread_m, spread_m) / 109_243,
        )

    everyone = [
        Given(nearby(spread), frozenset({1}), 500_000.0, 1, 0, True, "", timedelta(0), "free")
        for spread in (2_000.0, 6_000.0, 20_000.0)
        for _one in range(60)
    ]
    ids = _store(everyone)
    for k in (1, 2, 3, 5, 8, 20, 40):
        for _try in range(20):
            place = nearby(8_000.0)
            found = nearest_responders(Need(place, [CategoryNeeded(1, False)]), k, now=NOW)
            expected = _scan(ids, everyone, place, frozenset({1}), k)
            assert [c.responder_id for c in found] == [c.responder_id for c in expected]


@pytest.mark.parametrize("k", [1, 2, 3])
def test_as_many_as_are_asked_for_come_from_anywhere(context: Flask, k: int) -> None:
    """Each with another load, so that each stands in another part of the index."""
    place = Point(10.75, 106.70)
    everyone = [
        Given(place, frozenset({2}), 100.0, 5, load, True, "", timedelta(0), "free")
        for load in (2, 0, 1)
    ]
    ids = _store(everyone)
    need = Need(place, [CategoryNeeded(2, CATEGORIES[2])], REQUESTER, frozenset(), False)
    found = nearest_responders(need, k, now=NOW)
    assert [one.responder_id for one in found] == [ids[1], ids[2], ids[0]][:k]
