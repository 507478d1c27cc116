"""Which areas hold a point: alike on both databases, borders, holes and crossed lines included."""

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect.foundation.database import db, transaction
from connect.geo import Point, areas_of, cell_of, keep_outlines, ward_at
from connect.geo.cells import located_together
from connect.geo.gazetteer import nearest_ward, place_by_code
from connect.geo.outlines import (
    STEPS_A_DEGREE,
    Outline,
    WrongOutline,
    holds,
    on_grid,
    read_outline,
    wkb_of,
)
from tests.geo.outlines import (
    PHU_THUAN,
    SIDE,
    SOUTH,
    TAN_HUNG,
    TAN_MY,
    TAN_THUAN,
    WEST,
    covers,
    keep,
    multipolygon,
    polygon,
    square,
)
from tests.plans import analyze, each_plan, spoken


def at(column: float, row: float) -> Point:
    """A point of the test's own map."""
    return Point(round(SOUTH + row * SIDE, 9), round(WEST + column * SIDE, 9))


def codes_at(column: float, row: float) -> list[str]:
    return [area.code for area in areas_of(at(column, row))]


@pytest.fixture
def wards(context: Flask) -> None:
    """Two neighbours, one with a hole and an island; their province around them."""
    with transaction():
        keep(
            w27475=polygon(square(0, 0)),
            w27478=multipolygon([square(1, 0), square(1.25, 0.25, 0.5)], [square(1.4, 0.4, 0.1)]),
            w79=polygon(square(-1, -1, 4)),
        )


@pytest.mark.usefixtures("wards")
def test_a_point_lies_in_its_ward_and_province() -> None:
    assert codes_at(0.5, 0.5) == [TAN_HUNG, "79"]
    assert codes_at(1.1, 0.5) == [TAN_THUAN, "79"]
    assert codes_at(1.3, 0.5) == ["79"], "in the hole"
    assert codes_at(1.45, 0.45) == [TAN_THUAN, "79"], "on the island in it"
    assert codes_at(9, 9) == []


@pytest.mark.usefixtures("wards")
def test_a_border_belongs_to_the_lowest_code() -> None:
    for row in (0, 0.25, 0.5, 0.99, 1):
        assert codes_at(1, row) == [TAN_HUNG, "79"], row
    assert codes_at(0, 0) == [TAN_HUNG, "79"], "a corner"
    assert codes_at(2, 0.5) == [TAN_THUAN, "79"], "a border of its own"
    assert codes_at(1.25, 0.5) == [TAN_THUAN, "79"], "the border of its hole"


@pytest.mark.usefixtures("wards")
def test_without_an_outline_around_it_the_nearest_centre_has_it() -> None:
    assert ward_at(at(0.5, 0.5)) == place_by_code(TAN_HUNG)
    assert ward_at(at(9, 9)) == nearest_ward(at(9, 9))
    assert ward_at(Point(48.85, 2.35)) is None


@pytest.mark.usefixtures("wards")
def test_the_middle_of_a_ward_is_in_it() -> None:
    phu_thuan = place_by_code(PHU_THUAN)
    assert phu_thuan is not None
    here = Point(phu_thuan.lat, phu_thuan.lon)
    with transaction():
        keep(w27475=polygon([[106, 10], [107, 10], [107, 11], [106, 11]]))
    assert [area.code for area in areas_of(here)][:1] == [TAN_HUNG]
    assert ward_at(here) == phu_thuan


@pytest.mark.usefixtures("wards")
def test_many_at_once_are_answered_as_one_by_one() -> None:
    points = [at(column / 8, row / 8) for column in range(-1, 18, 2) for row in (0, 3, 8)]
    alone = [(ward_at(p), cell_of(p, cell_metres=500, households=0)) for p in points]
    with located_together(points, cell_metres=500):
        db.session.rollback()
        together = [(ward_at(p), cell_of(p, cell_metres=500, households=0)) for p in points]
    assert together == alone
    assert len({ward.code for ward, _cell in alone if ward}) > 2


@pytest.mark.usefixtures("context")
def test_an_area_of_before_2025_has_an_outline_of_its_own() -> None:
    with transaction():
        keep_outlines({"63-778": read_outline(polygon(square(0, 0)))})
        keep(w27475=polygon(square(0, 0)))
    assert codes_at(0.5, 0.5) == [TAN_HUNG, "63-778"]


@pytest.mark.usefixtures("context")
def test_a_newer_outline_takes_the_place_of_the_older() -> None:
    for column in (0, 5):
        with transaction():
            keep(w27475=polygon(square(column, 0)))
    assert codes_at(0.5, 0.5) == []
    assert codes_at(5.5, 0.5) == [TAN_HUNG]


@pytest.mark.usefixtures("context")
def test_it_is_asked_of_the_index() -> None:
    with transaction():
        wards = [f"{n:05}" for n in range(4, 9_000) if place_by_code(f"{n:05}")][:800]
        keep_outlines(
            {code: read_outline(polygon(square(n % 30, n // 30))) for n, code in enumerate(wards)}
        )
    analyze()
    [plan] = each_plan(lambda: areas_of(at(3.5, 3.5)))
    if db.engine.dialect.name == "sqlite":
        assert "SCAN area_rtree VIRTUAL TABLE INDEX" in plan
        assert "SCAN area\n" not in f"{plan}\n"
    else:
        assert "ix_area_outline" in plan


FEW = st.integers(0, 6)
SPOTS = st.tuples(FEW, FEW)
RINGS = st.lists(SPOTS, min_size=3, max_size=7)


def drawn(rings: list[list[tuple[int, int]]], step: int) -> Outline | None:
    """An outline on a map of 7 × 7 places that lie `step` steps of the grid apart."""
    corners = [
        [[106 + x * step / STEPS_A_DEGREE, 10 + y * step / STEPS_A_DEGREE] for x, y in ring]
        for ring in rings
    ]
    try:
        return read_outline(polygon(*corners))
    except WrongOutline:
        return None


@settings(deadline=None, max_examples=40)
@given(st.lists(RINGS, min_size=1, max_size=3), st.sampled_from([1, 3, 1000]))
def test_as_brute_force_by_fractions(rings: list[list[tuple[int, int]]], step: int) -> None:
    outline = drawn(rings, step)
    if outline is None:
        return
    wkb = wkb_of(outline)
    for x in range(-1, 15):
        for y in range(-1, 15):
            spot = (106 + x * step / 2 / STEPS_A_DEGREE, 10 + y * step / 2 / STEPS_A_DEGREE)
            assert holds(wkb, *spot) == covers(outline, spot), spot


@settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(RINGS, min_size=1, max_size=2), min_size=2, max_size=3))
def test_the_database_says_the_same(
    context: Flask, drawings: list[list[list[tuple[int, int]]]]
) -> None:
    """Crossed lines, spikes, holes outside of their ring: whatever somebody draws."""
    step = 3
    codes = (TAN_HUNG, TAN_THUAN, TAN_MY)
    outlines = {
        code: outline
        for code, rings in zip(codes, drawings, strict=False)
        if (outline := drawn(rings, step))
    }
    with transaction():
        db.session.execute(sa.text("DELETE FROM area"))
        keep_outlines(outlines)
    for n in range(0, 14 * 14, 3):
        x, y = n % 14, n // 14
        point = Point(10 + y * step / 2 / STEPS_A_DEGREE, 106 + x * step / 2 / STEPS_A_DEGREE)
        expected = sorted(c for c, one in outlines.items() if covers(one, on_grid(point)))
        assert [area.code for area in areas_of(point)] == expected[:1], point


WRONG = {
    "a line": {"type": "LineString", "coordinates": [[106, 10], [107, 10]]},
    "nothing": None,
    "no list": {"type": "Polygon", "coordinates": "106 10"},
    "flat": polygon([[106, 10], [107, 10], [106, 10]]),
    "one place": polygon([[106, 10], [106, 10], [106, 10], [106, 10]]),
    "no numbers": {"type": "Polygon", "coordinates": [[["a", 10], [107, 10], [107, 11]]]},
    "not finite": polygon([[float("nan"), 10], [107, 10], [107, 11]]),
    "metres": polygon([[600_000, 1_200_000], [600_100, 1_200_000], [600_100, 1_200_100]]),
    "one number": polygon([[106], [107], [108]]),
    "no rings": {"type": "Polygon", "coordinates": []},
    "too deep": {"type": "MultiPolygon", "coordinates": [[[square(0, 0)]]]},
}


@pytest.mark.parametrize("which", WRONG)
def test_what_encloses_nothing_is_refused(which: str) -> None:
    with pytest.raises(WrongOutline):
        read_outline(WRONG[which])


def test_what_can_be_mended_is() -> None:
    whole = read_outline(polygon(square(0, 0)))
    assert not whole.mended
    tiny = [[WEST, SOUTH], [WEST + 1e-8, SOUTH], [WEST, SOUTH + 1e-8], [WEST, SOUTH]]
    with_height = [[*corner, 12.5] for corner in square(0, 0)]
    doubled = [corner for corner in square(0, 0) for _twice in (0, 1)]
    assert read_outline(polygon(with_height)) == whole
    assert read_outline(polygon(doubled)) == whole
    for drawing in (
        polygon(square(0, 0)[:-1]),
        polygon(square(0, 0), tiny),
        multipolygon([square(0, 0)], [tiny]),
    ):
        mended = read_outline(drawing)
        assert mended.mended
        assert mended.polygons == whole.polygons


def test_where_no_outline_is_known_none_is_asked_for_point_by_point(context: Flask) -> None:
    points = [Point(10.7 + n / 1000, 106.7) for n in range(50)]
    with spoken() as asked, located_together(points, cell_metres=500):
        assert [ward_at(point) for point in points] == [nearest_ward(point) for point in points]
    assert len(asked) == 1
