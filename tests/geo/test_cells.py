"""The public cell: one for each point, coarse enough, and the ward's own middle where few live."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connect.geo import FARTHEST_IN_CELL, Cell, Point, cell_of, cell_of_ward, distance_m
from connect.geo.cells import MEAN_HOUSEHOLDS_PER_WARD
from connect.geo.gazetteer import area_km2
from tests.people import DISTRICT_7

BA_TUS_DOOR = Point(DISTRICT_7["lat"], DISTRICT_7["lon"])
HER_CELL = Cell(
    "2387:62647",
    10.7356369,
    106.7198922,
    "cell",
    "27475",
    "Phường Tân Hưng, Thành phố Hồ Chí Minh",
)
BUON_DON = Cell("ward-24235", 12.9312, 107.679, "ward", "24235", "Xã Buôn Đôn, Tỉnh Đắk Lắk")
IN_BUON_DON = Point(12.9412, 107.689)  # the widest ward: two households in such a cell


def cell(point: Point, metres: float = 500, households: float = 50) -> Cell:
    return cell_of(point, cell_metres=metres, households=households)


def test_a_door_has_its_cell_for_good() -> None:
    """Cells are kept in rows and in addresses: a grid that moved would part old ones from new."""
    assert cell(BA_TUS_DOOR) == HER_CELL
    assert HER_CELL.point == Point(10.7356369, 106.7198922)


@pytest.mark.parametrize(
    ("door", "cell_id", "middle"),
    [
        (Point(0, 180), "0:0", Point(0.0022483, -179.9977517)),
        (Point(0, -180), "0:0", Point(0.0022483, -179.9977517)),
        (Point(-33.9, -180), "-7540:0", Point(-33.9021296, -179.9972912)),
        (Point(90, 0), "20015:0", Point(90, 0)),
        (Point(-90, 0), "-20016:0", Point(-90, 0)),
    ],
)
def test_at_the_edges_of_the_map(door: Point, cell_id: str, middle: Point) -> None:
    assert cell(door) == Cell(cell_id, middle.lat, middle.lon, "cell", None, None)


@settings(deadline=None, max_examples=60)
@given(st.floats(-85, 85), st.floats(-180, 180), st.sampled_from([100, 500, 2_000]))
def test_nobody_is_far_from_the_middle_which_has_the_same_cell(
    lat: float, lon: float, metres: int
) -> None:
    door = Point(lat, lon)
    found = cell(door, metres, 0)
    assert distance_m(door, found.point) <= FARTHEST_IN_CELL * metres
    assert cell(found.point, metres, 0) == found


@pytest.mark.parametrize(("north", "east"), [(1, 0), (0, 1)])
def test_cells_are_as_wide_as_they_should_be(north: int, east: int) -> None:
    """On a walk of eleven kilometres one comes through as many as there are 500 m in it."""
    steps = [Point(10.7 + north * n / 5_000, 106.7 + east * n / 5_000) for n in range(500)]
    far = distance_m(steps[0], steps[-1])
    assert len({cell(one, households=0).id for one in steps}) == pytest.approx(far / 500, abs=1.5)


def test_where_few_live_the_ward_stands_for_them() -> None:
    assert cell(IN_BUON_DON) == BUON_DON
    assert cell(IN_BUON_DON, households=1).precision == "cell"
    # A larger cell holds more of them.
    assert cell(IN_BUON_DON, metres=5_000).precision == "cell"


def test_as_many_as_the_limit_are_enough() -> None:
    km2 = area_km2("27475")
    assert km2 is not None
    in_her_cell = MEAN_HOUSEHOLDS_PER_WARD / 4 / km2
    assert cell(BA_TUS_DOOR, households=in_her_cell) == HER_CELL
    assert cell(BA_TUS_DOOR, households=in_her_cell + 0.001) == cell_of_ward("27475")


def test_of_whose_ward_nobody_knows_the_size_the_ward_is_shown() -> None:
    ward = cell_of_ward("30337")
    assert ward is not None
    assert area_km2("30337") is None
    near = Point(ward.lat + 0.001, ward.lon)
    assert cell(near, households=0.001) == ward
    assert cell(near, households=0).precision == "cell"


def test_a_ward_by_its_code_is_its_middle() -> None:
    assert cell_of_ward("24235") == BUON_DON
    assert cell_of_ward("99999") is None
