"""Cells of the earth numbered along a curve: whoever lies near has a number near.

Squares of equal degrees, each of the next level a quarter of one before (Z order). All the finest
cells within a cell of any level are one run of numbers, so that an ordinary index over
`(word, cell)` answers "this word, around here".
"""

import math

from connect.geo.points import EARTH_RADIUS_M, HALF_CIRCUMFERENCE_M, Point

FINEST = 18  # 360 / 2 ** 18 degrees: 150 m
RANGES = 9
# From the middle of a finest cell to its farthest corner, and a metre.
HALF_CELL_M = EARTH_RADIUS_M * math.radians(360 / (1 << FINEST)) / math.sqrt(2) + 1


def cell_number(point: Point) -> int:
    """The number of the finest cell that holds the point: 35 bits."""
    column, row = _cell(point, FINEST)
    return _spread(column) | (_spread(row) << 1)


def cell_centre(number: int) -> Point:
    """The middle of a finest cell: no point of the cell is `HALF_CELL_M` metres away from it."""
    width = 360 / (1 << FINEST)
    column, row = _gathered(number), _gathered(number >> 1)
    return Point((row + 0.5) * width - 90, (column + 0.5) * width - 180)


def ranges_around(point: Point, level: int) -> list[tuple[int, int]]:
    """The cell of a level that holds the point and its neighbours: first and last finest cells."""
    across = 1 << level
    column, row = _cell(point, level)
    shift = 2 * (FINEST - level)
    numbers = set()
    for y in range(max(row - 1, 0), min(row + 2, max(across // 2, 1))):
        for x in range(column - 1, column + 2):
            numbers.add(_spread(x % across) | (_spread(y) << 1))
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        first, last = number << shift, ((number + 1) << shift) - 1
        if runs and runs[-1][1] + 1 == first:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return runs


def clear_m(point: Point, level: int) -> float:
    """Metres around the point that `ranges_around` holds for sure."""
    width = 360 / (1 << level)
    nearest_pole = 90 - abs(point.lat)
    if level < 2 or nearest_pole <= width:
        return HALF_CIRCUMFERENCE_M if level == 0 else 0.0
    # To the meridian one cell away; to the parallel it is farther.
    aside = math.asin(math.sin(math.radians(width)) * math.cos(math.radians(point.lat)))
    return EARTH_RADIUS_M * min(aside, math.radians(width)) * (1 - 1e-9)


def level_clear(point: Point, radius_m: float) -> int:
    """The finest level whose `ranges_around` hold all within `radius_m` metres."""
    level = FINEST
    while level and clear_m(point, level) < radius_m:
        level -= 1
    return level


def _cell(point: Point, level: int) -> tuple[int, int]:
    across = 1 << level
    column = min(int((point.lon + 180) / 360 * across), across - 1)
    row = min(int((point.lat + 90) / 360 * across), max(across // 2, 1) - 1)
    return column, row


def _spread(number: int) -> int:
    """The bits of a number with a gap behind each: 0b111 becomes 0b010101."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        number = (number | (number << shift)) & mask
    return number


def _gathered(number: int) -> int:
    """Every second bit of a number, side by side: what `_spread` was given."""
    number &= 0x5555555555555555
    for shift, mask in (
        (1, 0x3333333333333333),
        (2, 0x0F0F0F0F0F0F0F0F),
        (4, 0x00FF00FF00FF00FF),
        (8, 0x0000FFFF0000FFFF),
        (16, 0x00000000FFFFFFFF),
    ):
        number = (number | (number >> shift)) & mask
    return number
