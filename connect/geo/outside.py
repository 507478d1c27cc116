"""Nominatim and Photon, through geopy. Loaded when one is asked: geopy brings 12 MB along."""

import functools
import http.client
import logging
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from geopy.adapters import AdapterHTTPError, URLLibAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut
from geopy.geocoders import Nominatim, Photon
from geopy.location import Location

from connect.foundation.text import clean_line
from connect.geo.gazetteer import FRAME
from connect.geo.points import Point, WrongPoint, checked_point

# At its finer levels geopy logs URLs and replies, and both hold the address.
logging.getLogger("geopy").setLevel(logging.WARNING)

USER_AGENT = "connect-mutual-aid/0.1"

_LONGEST_REPLY = 1_000_000  # bytes
_MOST_RESULTS = 5
_WEST, _SOUTH, _EAST, _NORTH = FRAME
_OUTSIDE: dict[str, Any] = {"nominatim": Nominatim, "photon": Photon}
_ONLY_VIET_NAM: dict[str, dict[str, Any]] = {
    "nominatim": {"country_codes": "vn", "language": "vi"},
    "photon": {"bbox": ((_SOUTH, _WEST), (_NORTH, _EAST))},
}


def ask(
    query: str, backend: str, base_url: str | None, timeout_s: float
) -> list[tuple[str, Point]]:
    """What a service calls the places that it finds, and where they are; best first.

    Raises whatever geopy does, and `GeocoderParseError` for an answer in which nothing is a place.
    """
    locations = _service(backend, base_url).geocode(
        query,
        exactly_one=False,
        limit=_MOST_RESULTS,
        timeout=timeout_s,
        **_ONLY_VIET_NAM[backend],
    )
    places = [place for location in locations or () if (place := _checked(location))]
    if locations and not places:
        raise GeocoderParseError("no result has a name and a point in Viet Nam")
    return places


@functools.lru_cache(maxsize=8)
def _service(backend: str, base_url: str | None) -> Any:
    options = {"user_agent": USER_AGENT, "adapter_factory": _BoundedAdapter}
    if base_url:
        options["scheme"], _, options["domain"] = base_url.partition("://")
    return _OUTSIDE[backend](**options)


def _checked(location: Location) -> tuple[str, Point] | None:
    # From the raw reply: geopy itself would turn longitude 466 into 106.
    raw = location.raw
    lon, lat = raw["geometry"]["coordinates"] if "geometry" in raw else (raw["lon"], raw["lat"])
    try:
        point = checked_point(lat, lon)
    except WrongPoint:
        return None
    label = clean_line(location.address or "")
    inside = _SOUTH <= point.lat <= _NORTH and _WEST <= point.lon <= _EAST
    return (label, point) if label and inside else None


class _BoundedAdapter(URLLibAdapter):  # type: ignore[misc]  # geopy ships no types
    """geopy's HTTP client with a limit on the time and the size of the whole reply."""

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """The reply's body. Raises what geopy expects of an adapter."""
        deadline = time.monotonic() + timeout
        # The address is of the settings.
        request = urllib.request.Request(url, headers=dict(headers))  # noqa: S310  http and https
        body = bytearray()
        try:
            with self.urlopen(request, timeout=timeout) as reply:
                while chunk := reply.read1(65_536):
                    body += chunk
                    if len(body) > _LONGEST_REPLY:
                        raise GeocoderServiceError("the reply is too long")
                    if time.monotonic() > deadline:
                        raise GeocoderTimedOut("the reply takes too long")
        except urllib.error.HTTPError as error:
            error.close()
            raise AdapterHTTPError("", status_code=error.code, headers={}, text="") from None
        except (OSError, http.client.HTTPException) as error:
            raise GeocoderServiceError(type(error).__name__) from None
        return body.decode("utf-8", "replace")
