"""Points on the sphere: checked numbers, distances, boxes."""

import math
from typing import NamedTuple

# The mean radius that PostGIS orders `geography <->` by: (2a + b) / 3 of WGS 84.
EARTH_RADIUS_M = 6371008.771415059
HALF_CIRCUMFERENCE_M = math.pi * EARTH_RADIUS_M
DECIMALS = 9
METRES_PER_DEGREE = HALF_CIRCUMFERENCE_M / 180


class WrongPoint(ValueError):
    """Not a place on earth: not finite, or out of range."""


class Point(NamedTuple):
    """Degrees, WGS 84. Build it with `checked_point` from anything that comes from outside."""

    lat: float
    lon: float


class Box(NamedTuple):
    """West, south, east, north in degrees; `west > east` crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    @property
    def parts(self) -> "list[Box]":
        """The box itself; or what of it lies on either side of the antimeridian."""
        if self.west <= self.east:
            return [self]
        return [self._replace(east=180.0), self._replace(west=-180.0)]

    def holds(self, point: Point) -> bool:
        """Whether a point lies in it, or on its edge."""
        return self.south <= point.lat <= self.north and any(
            part.west <= point.lon <= part.east for part in self.parts
        )


def checked_point(lat: object, lon: object) -> Point:
    """A point from numbers or text. Raises `WrongPoint` for what is not one."""
    if isinstance(lat, bool) or isinstance(lon, bool):
        raise WrongPoint("a latitude and a longitude are numbers")
    try:
        point = Point(float(lat), float(lon))  # type: ignore[arg-type]  # that is what we test
    except (TypeError, ValueError, OverflowError):
        raise WrongPoint("a latitude and a longitude are numbers") from None
    if not (math.isfinite(point.lat) and math.isfinite(point.lon)):
        raise WrongPoint("a latitude and a longitude are finite")
    if not (-90 <= point.lat <= 90 and -180 <= point.lon <= 180):
        raise WrongPoint("latitude is -90 to 90, longitude -180 to 180")
    # A tenth of a millimetre: databases cannot reckon with numbers like 1e-300.
    lat, lon = round(point.lat, DECIMALS), round(point.lon, DECIMALS)
    # One name for each place: PostGIS' index trips over two names of the same one.
    if abs(lat) == 90:
        lon = 0.0
    return Point(lat, 180.0 if lon == -180 else lon)


def parse_point(text: str) -> Point:
    """A point from `lat,lon`. Raises `WrongPoint`."""
    parts = text.split(",")
    if len(parts) != 2:
        raise WrongPoint("a point is written lat,lon")
    return checked_point(parts[0].strip(), parts[1].strip())


def parse_box(text: str) -> Box:
    """A box from `west,south,east,north`. Raises `WrongPoint`."""
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        raise WrongPoint("a box is written west,south,east,north") from None
    low, high = checked_point(south, west), checked_point(north, east)
    if low.lat > high.lat:
        raise WrongPoint("south is below north")
    # The corners are no places: at a pole and at the antimeridian these have one name only.
    return Box(west, low.lat, east, high.lat)


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine formula, sphere of `EARTH_RADIUS_M`)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def box_around(point: Point, radius_m: float) -> Box:
    """A box that holds the circle of `radius_m` metres around `point`.

    Where the circle touches a pole or the antimeridian the box is the whole band of latitudes:
    larger than needed there, never too small.
    """
    angle = math.degrees(radius_m / EARTH_RADIUS_M) * (1 + 1e-9) + 1e-9
    south, north = point.lat - angle, point.lat + angle
    if south <= -90 or north >= 90:
        return Box(-180.0, max(south, -90.0), 180.0, min(north, 90.0))
    reach = math.sin(math.radians(angle)) / math.cos(math.radians(point.lat))
    width = math.degrees(math.asin(reach)) + 1e-9 if reach < 1 else 180.0
    west, east = point.lon - width, point.lon + width
    if west < -180 or east > 180:
        return Box(-180.0, south, 180.0, north)
    return Box(west, south, east, north)
