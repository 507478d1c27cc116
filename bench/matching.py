"""The nearest responders: against a bare search, in bad cases, against sorting everyone."""

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from bench import references, timing, world
from bench.report import Figure
from bench.stages import Stage, Theatre
from connect.foundation.database import table_of
from connect.geo import Point
from connect.matching import Candidate, Need, nearest_responders
from connect.responders.models import MAX_RADIUS_M, Responder, ResponderCategory

K = 5
PEOPLE = 50_000
FEW = 10_000
MANY = 1_000_000
SHELTER = 7
FOOD = 1
# 320 km from the centre of Sài Gòn.
NHA_TRANG = Point(12.2388, 109.1967)

_responder = table_of(Responder)
_category = table_of(ResponderCategory)


def nearest(need: Need) -> list[Candidate]:
    """The product's own call."""
    return nearest_responders(need, K, now=world.NOW)


def figures(theatre: Theatre, *, full: bool) -> Iterator[Figure]:
    """All figures of matching, on both databases."""
    common = {database: _filled(theatre, database, PEOPLE) for database in ("sqlite", "postgis")}
    for stage in common.values():
        references.lay_out_bare_points(stage)
        yield from _against_bare(stage)
    yield from _against_each_other(common)
    for stage in common.values():
        few = _filled(theatre, stage.database, FEW)
        yield _growth(few, stage, PEOPLE)
        yield _against_sorting(stage, PEOPLE)
        yield from _bad_cases(theatre, stage, full=full)
        if full:
            many = _filled(theatre, stage.database, MANY)
            yield _growth(few, many, MANY)
            yield _against_sorting(many, MANY)


def _filled(theatre: Theatre, database: str, count: int) -> Stage:
    stage = theatre.new(database, f"people_{count}")
    world.fill(stage, count)
    return stage


def _against_bare(stage: Stage) -> Iterator[Figure]:
    taken = timing.in_turn(
        {
            "ours": stage.bound(nearest),
            "bare": stage.bound(references.bare_nearest(stage, K)),
        },
        world.needs(1_000),
        turns=5,
    )
    middle = timing.p50(taken["ours"])
    yield Figure(
        name=f"nearest responders of {PEOPLE:,}, against a bare search: p50",
        database=stage.database,
        ours=middle,
        reference=timing.p50(taken["bare"]),
        unit="ms",
        at_most=3,
    )
    yield Figure(
        name="nearest responders: p99 against p50",
        database=stage.database,
        ours=timing.p99(taken["ours"]),
        reference=middle,
        unit="ms",
        at_most=5,
    )


def _against_each_other(stages: dict[str, Stage]) -> Iterator[Figure]:
    calls: dict[str, Callable[[Need], object]] = {
        database: stage.bound(nearest) for database, stage in stages.items()
    }
    taken = timing.in_turn(calls, world.needs(500, seed=8))
    yield Figure(
        name="nearest responders: SQLite against PostGIS, p50",
        database="both",
        ours=timing.p50(taken["sqlite"]),
        reference=timing.p50(taken["postgis"]),
        unit="ms",
        at_most=1,
    )


def _growth(few: Stage, many: Stage, count: int) -> Figure:
    taken = timing.in_turn(
        {"few": few.bound(nearest), "many": many.bound(nearest)}, world.needs(500, seed=9)
    )
    return Figure(
        name=f"nearest responders: {count:,} against {FEW:,}, p50",
        database=many.database,
        ours=timing.p50(taken["many"]),
        reference=timing.p50(taken["few"]),
        unit="ms",
        at_most=4,
    )


def _against_sorting(stage: Stage, count: int) -> Figure:
    scan = stage.bound(references.sort_everyone(stage, K))
    asked = world.needs(15, seed=10, local=True)
    for need in asked:
        found = [candidate.responder_id for candidate in nearest_of(stage, need)]
        assert found == scan(need), f"not the same answer for {need}"
    taken = timing.in_turn({"scan": scan, "ours": stage.bound(nearest)}, asked)
    return Figure(
        name=f"sorting all who are eligible of {count:,}, against us (same answers): p50",
        database=stage.database,
        ours=timing.p50(taken["scan"]),
        reference=timing.p50(taken["ours"]),
        unit="ms",
        at_least=50,
    )


def nearest_of(stage: Stage, need: Need) -> list[Candidate]:
    """The answer itself."""
    with stage.app.app_context():
        return nearest(need)


def _bad_cases(theatre: Theatre, common: Stage, *, full: bool) -> Iterator[Figure]:
    bad = theatre.copy(common, "bad_day")
    everyone = sa.update(_responder)
    lat, lon = _responder.c.lat, _responder.c.lon
    far = sa.func.abs(lat - NHA_TRANG.lat) + sa.func.abs(lon - NHA_TRANG.lon)
    with bad.engine.connect() as connection:
        few = list(connection.execute(sa.select(_responder.c.id).order_by(far).limit(K)).scalars())
    world.change(
        bad,
        everyone.where(
            sa.func.abs(lat - world.SAIGON.lat) < 0.05, sa.func.abs(lon - world.SAIGON.lon) < 0.05
        ).values(load=_responder.c.capacity),
        sa.delete(_category).where(_category.c.category_id == SHELTER),
        sa.insert(_category).values([{"responder_id": id_, "category_id": SHELTER} for id_ in few]),
        everyone.where(_responder.c.id.in_(few)).values(
            radius_m=MAX_RADIUS_M, load=0, available=True, opening_hours=""
        ),
    )
    food_here = world.needs_at(world.SAIGON, FOOD, 300)
    yield _bad(common, bad, "centre of a city all taken", food_here)
    shelter_here = world.needs_at(world.SAIGON, SHELTER, 300)
    yield _bad(common, bad, "only from 320 km away", shelter_here)
    world.change(bad, everyone.values(load=_responder.c.capacity))
    yield _bad(common, bad, "everyone busy", food_here, found=False)
    if not full:
        return
    world.change(bad, everyone.values(load=0, opening_hours="Mo-Su 12:00-12:30"))
    yield _bad(common, bad, "everyone shut", food_here, found=False)
    one = (
        sa.select(_category.c.responder_id)
        .where(_category.c.category_id == FOOD)
        .order_by(_category.c.responder_id)
        .limit(1)
        .scalar_subquery()
    )
    world.change(
        bad,
        everyone.values(opening_hours="", available=True, radius_m=100.0),
        sa.update(_responder).where(_responder.c.id == one).values(radius_m=MAX_RADIUS_M),
    )
    yield _bad(common, bad, "radius 100 m for all but one", food_here, goal=None)


def _bad(
    common: Stage,
    bad: Stage,
    case: str,
    asked: list[Need],
    *,
    found: bool = True,
    goal: float | None = 3,
) -> Figure:
    assert bool(nearest_of(bad, asked[0])) is found, case
    ordinary = world.needs(len(asked), seed=11)
    pairs = list(zip(ordinary, asked, strict=True))
    taken = timing.in_turn(
        {
            "common": common.bound(lambda pair: nearest(pair[0])),
            "bad": bad.bound(lambda pair: nearest(pair[1])),
        },
        pairs,
    )
    return Figure(
        name=f"{case}, against the common case: p50",
        database=common.database,
        ours=timing.p50(taken["bad"]),
        reference=timing.p50(taken["common"]),
        unit="ms",
        at_most=goal,
    )
