"""Cells along a curve: ranges around a point hold all within the metres that they promise."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from connect.geo import (
    FINEST,
    HALF_CELL_M,
    Point,
    cell_centre,
    cell_number,
    checked_point,
    clear_m,
    distance_m,
    level_clear,
)
from connect.geo.curve import RANGES, ranges_around

POINTS = st.one_of(
    st.builds(checked_point, st.floats(8, 24), st.floats(102, 110)),
    st.builds(checked_point, st.floats(-90, 90), st.floats(-180, 180)),
    st.sampled_from([Point(0.0, 180.0), Point(90.0, 0.0), Point(-90.0, 0.0), Point(0.0, 0.0)]),
)


@settings(deadline=None)
@given(
    here=POINTS,
    level=st.integers(0, FINEST),
    angle=st.floats(0, 2 * math.pi),
    share=st.floats(0, 0.999),
)
def test_whoever_is_within_the_clear_metres_is_in_a_range(
    here: Point, level: int, angle: float, share: float
) -> None:
    ranges = ranges_around(here, level)
    assert 1 <= len(ranges) <= RANGES
    assert all(first <= last < 1 << (2 * FINEST) for first, last in ranges)
    reach = clear_m(here, level)
    degrees = math.degrees(reach * share / 6_371_008.8)
    there = Point(
        max(-90.0, min(here.lat + degrees * math.sin(angle), 90.0)),
        (here.lon + degrees * math.cos(angle) / max(math.cos(math.radians(here.lat)), 1e-9) + 540)
        % 360
        - 180,
    )
    if distance_m(here, there) < reach:
        cell = cell_number(checked_point(*there))
        assert any(first <= cell <= last for first, last in ranges)


@settings(deadline=None)
@given(here=POINTS, radius=st.floats(1, 20_000_000))
def test_a_level_that_is_clear_is_the_finest_one(here: Point, radius: float) -> None:
    level = level_clear(here, radius)
    assert clear_m(here, level) >= min(radius, clear_m(here, 0))
    assert level == FINEST or clear_m(here, level + 1) < radius


@settings(deadline=None)
@given(here=POINTS)
def test_a_point_is_no_farther_from_the_middle_of_its_cell_than_half_a_cell(here: Point) -> None:
    number = cell_number(here)
    centre = cell_centre(number)
    assert cell_number(centre) == number
    assert distance_m(here, centre) < HALF_CELL_M


def test_neighbours_have_numbers_near_and_levels_are_nested() -> None:
    here, beside, far = Point(10.77, 106.69), Point(10.7701, 106.6901), Point(21.03, 105.85)
    assert abs(cell_number(here) - cell_number(beside)) < abs(cell_number(here) - cell_number(far))
    for level in range(FINEST):
        wide, narrow = ranges_around(here, level), ranges_around(here, level + 1)
        for first, last in narrow:
            assert any(low <= first and last <= high for low, high in wide)
