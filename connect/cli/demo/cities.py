"""Where the demo lives: points around the wards of two cities, denser towards the middle."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import NamedTuple

from connect.geo import Place, Point, distance_m, ward_at, wards_of

# Half as many people every four kilometres or so away from the middle.
_THINNING_M = 6_000.0
_CLOSEST_SPREAD_M, _WIDEST_SPREAD_M = 220.0, 800.0
_TRIES = 20
# Lakes, rivers, runways: a middle and a radius in metres where nobody lives.
_UNINHABITED = (
    (Point(10.8188, 106.6560), 1_100.0),
    (Point(10.7790, 106.7085), 230.0),
    (Point(10.7715, 106.7085), 200.0),
    (Point(10.7640, 106.7110), 200.0),
    (Point(21.0560, 105.8240), 1_150.0),
    (Point(21.0288, 105.8522), 190.0),
    (Point(21.0135, 105.8440), 230.0),
    (Point(21.0500, 105.8580), 500.0),
    (Point(21.0250, 105.8660), 500.0),
)

_STREETS = (
    "Giếng Nước", "Lò Gốm Cũ", "Hoa Sữa", "Bờ Đê", "Cây Me", "Cầu Đá", "Bến Đò", "Hàng Dừa",
    "Vườn Trầu", "Hoa Giấy", "Xóm Lưới", "Đồng Lúa", "Cây Bàng", "Ao Sen", "Nắng Sớm", "Chợ Nhỏ",
    "Mưa Rào", "Gốc Đa", "Sân Banh Cũ", "Trường Làng", "Phượng Vĩ", "Bằng Lăng", "Điệp Vàng",
    "Lục Bình", "Rặng Tre", "Vườn Nhãn", "Lò Bánh", "Thợ Mộc", "Kho Gạo", "Ga Nhỏ",
)  # fmt: skip
_BUILDINGS = ("Nắng Mai", "Gió Đông", "Hướng Dương", "Sao Khuê", "Bình An", "Cỏ May", "Mây Trắng")


class Spot(NamedTuple):
    """A place where somebody lives."""

    point: Point
    ward: str  # "Phường Bến Thành"
    address: str
    northern: bool


@dataclass(frozen=True)
class City:
    """A city of the demo: its code in the gazetteer, its middle, how far it goes."""

    code: str
    middle: Point
    reach_m: float
    northern: bool

    def spot(self, dice: Random, *, flats: bool = True) -> Spot:
        """Somewhere in the city; without `flats` never in an apartment."""
        for _ in range(_TRIES):
            point = self._around(dice.choices(*self._wards_by_weight)[0], dice)
            if not any(distance_m(point, at) < radius for at, radius in _UNINHABITED):
                break
        return self.spot_at(point, dice, flats=flats)

    def spot_at(self, point: Point, dice: Random, *, flats: bool = False) -> Spot:
        """This very point, with an address made up for it."""
        ward = ward_at(point)
        name = ward.name if ward else ""
        return Spot(
            point, name, f"{_door(dice, self.northern, flats=flats)}, {name}", self.northern
        )

    def _around(self, ward: Place, dice: Random) -> Point:
        spread = self._spread[ward.code]
        north, east = dice.gauss(0, spread), dice.gauss(0, spread)
        metres_per_degree = 111_195.0
        return Point(
            round(ward.lat + north / metres_per_degree, 6),
            round(ward.lon + east / metres_per_degree / math.cos(math.radians(ward.lat)), 6),
        )

    @cached_property
    def _wards(self) -> Sequence[Place]:
        return [ward for ward in wards_of(self.code) if self._from_middle(ward) < self.reach_m]

    @cached_property
    def _wards_by_weight(self) -> tuple[Sequence[Place], Sequence[float]]:
        return self._wards, [math.exp(-self._from_middle(w) / _THINNING_M) for w in self._wards]

    @cached_property
    def _spread(self) -> dict[str, float]:
        """How far around its middle a ward's people live: by how far its nearest neighbour is."""
        spread = {}
        for ward in self._wards:
            here = Point(ward.lat, ward.lon)
            nearest = min(
                distance_m(here, Point(w.lat, w.lon)) for w in self._wards if w.code != ward.code
            )
            spread[ward.code] = min(max(0.45 * nearest, _CLOSEST_SPREAD_M), _WIDEST_SPREAD_M)
        return spread

    def _from_middle(self, ward: Place) -> float:
        return distance_m(self.middle, Point(ward.lat, ward.lon))


SAIGON = City("79", Point(10.7757, 106.6900), 21_000.0, northern=False)
HANOI = City("01", Point(21.0285, 105.8422), 15_000.0, northern=True)
_SHARES = (0.7, 0.3)


def some_city(dice: Random) -> City:
    """One of the two, the larger one more often."""
    return dice.choices((SAIGON, HANOI), _SHARES)[0]


def _door(dice: Random, northern: bool, *, flats: bool) -> str:
    street, house = dice.choice(_STREETS), dice.randint(1, 190)
    lane, kind = dice.randint(3, 98), dice.random()
    if flats and kind < 0.15:
        floor = dice.randint(2, 18)
        return f"Căn {floor}.{dice.randint(1, 14):02}, chung cư {dice.choice(_BUILDINGS)}"
    if kind < 0.35:
        return f"Số {house} {'phố' if northern else 'đường'} {street}"
    if northern:
        alley = f", ngách {lane}/{dice.randint(2, 40)}" if kind < 0.6 else ""
        return f"Số {house}{alley}, ngõ {lane} phố {street}"
    return f"Hẻm {house}/{lane} đường {street}"
