"""Points: what is one, and that each place is written in one way only."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connect.geo import Point, WrongPoint, checked_point, distance_m


@pytest.mark.parametrize(
    "given_",
    [
        (math.nan, 0),
        (0, math.inf),
        (90.1, 0),
        (0, -180.1),
        ("x", 0),
        (None, 0),
        (True, 1),
        ("", ""),
    ],
)
def test_what_is_no_place_is_refused(given_: tuple[object, object]) -> None:
    with pytest.raises(WrongPoint):
        checked_point(*given_)


def test_one_place_is_written_in_one_way() -> None:
    assert checked_point(0, -180) == checked_point(0, 180) == Point(0.0, 180.0)
    assert checked_point(90, 12) == checked_point(90, -77) == Point(90.0, 0.0)
    assert checked_point(1e-300, "106.7") == Point(0.0, 106.7)


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_writing_it_so_moves_it_by_less_than_a_millimetre(lat: float, lon: float) -> None:
    assert distance_m(Point(lat, lon), checked_point(lat, lon)) < 0.001
    assert checked_point(*checked_point(lat, lon)) == checked_point(lat, lon)
