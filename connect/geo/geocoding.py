"""From an address to points: the offline gazetteer, or Nominatim or Photon through geopy.

An outside geocoder gets a few seconds. Whatever goes wrong there (slow, down, over quota, nonsense)
or is not found there is answered by the gazetteer. Addresses are private: none is ever logged.
"""

import functools
import http.client
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from geopy.adapters import AdapterHTTPError, URLLibAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut
from geopy.geocoders import Nominatim, Photon
from geopy.location import Location

from connect.foundation.text import clean_line
from connect.geo import place_search
from connect.geo.points import Point, WrongPoint, checked_point, distance_m

logger = logging.getLogger(__name__)
# At its finer levels geopy logs URLs and replies, and both hold the address.
logging.getLogger("geopy").setLevel(logging.WARNING)

USER_AGENT = "connect-mutual-aid/0.1"

_LONGEST_QUERY = 300
_LONGEST_REPLY = 1_000_000  # bytes
_MOST_RESULTS = 5
_MOST_CHOICES = 10
_SAME_PLACE_M = 1_000
# Mainland and islands, with their sea.
_SOUTH, _WEST, _NORTH, _EAST = 6.0, 101.0, 24.0, 118.0

_OUTSIDE: dict[str, Any] = {"nominatim": Nominatim, "photon": Photon}
_ONLY_VIET_NAM: dict[str, dict[str, Any]] = {
    "nominatim": {"country_codes": "vn", "language": "vi"},
    "photon": {"bbox": ((_SOUTH, _WEST), (_NORTH, _EAST))},
}
_WAITING = threading.BoundedSemaphore(8)

T = TypeVar("T")


class GeocodedPlace(NamedTuple):
    """A place that an address may mean.

    `point`: degrees, checked, in Viet Nam. `code`: the administrative unit when that is all that
    is known (the point is then its middle), None for a place found by an outside geocoder.
    """

    label: str
    point: Point
    code: str | None


def geocode(
    text: str,
    *,
    backend: str = "gazetteer",
    base_url: str | None = None,
    user_agent: str = USER_AGENT,
    timeout_s: float = 3.0,
) -> list[GeocodedPlace]:
    """The places that an address may mean: none, one, or several when it is ambiguous.

    `backend`: "gazetteer", "nominatim" or "photon"; ValueError for another. `base_url`: where that
    service is hosted ("https://geo.example.org/nominatim"), None for the public one. `timeout_s`:
    seconds that the outside service has; after that, or when it fails or finds nothing, the
    gazetteer answers. It holds its caller up that long: never call it inside a transaction.
    """
    if backend not in ("gazetteer", *_OUTSIDE):
        raise ValueError(f"no such geocoder: {backend}")
    query = clean_line(text)[-_LONGEST_QUERY:]
    if not query:
        return []
    if backend != "gazetteer":
        ask = functools.partial(_ask_outside, query, backend, base_url, user_agent, timeout_s)
        try:
            if found := _within(timeout_s, ask):
                return found
        except Exception as error:
            # geopy lets a reply of the wrong shape raise whatever it raises. Only the kind of the
            # error is logged, for its text can hold the address.
            logger.warning("%s failed (%s), the gazetteer answers", backend, type(error).__name__)
    return _ask_gazetteer(query)


def _ask_gazetteer(query: str) -> list[GeocodedPlace]:
    matches = place_search.find(query)
    best = [match.place for match in matches if match.rank == matches[0].rank]
    return _distinct(
        GeocodedPlace(place.full_name, Point(place.lat, place.lon), place.code)
        for place in best[:_MOST_CHOICES]
    )


def _ask_outside(
    query: str, backend: str, base_url: str | None, user_agent: str, timeout_s: float
) -> list[GeocodedPlace]:
    locations = _outside(backend, base_url, user_agent).geocode(
        query,
        exactly_one=False,
        limit=_MOST_RESULTS,
        timeout=timeout_s,
        **_ONLY_VIET_NAM[backend],
    )
    places = [place for location in locations or () if (place := _checked(location))]
    if locations and not places:
        raise GeocoderParseError("no result has a name and a point in Viet Nam")
    return _distinct(places)


@functools.lru_cache(maxsize=8)
def _outside(backend: str, base_url: str | None, user_agent: str) -> Any:
    options = {"user_agent": user_agent, "adapter_factory": _BoundedAdapter}
    if base_url:
        options["scheme"], _, options["domain"] = base_url.partition("://")
    return _OUTSIDE[backend](**options)


def _checked(location: Location) -> GeocodedPlace | None:
    # From the raw reply: geopy itself would turn longitude 466 into 106.
    raw = location.raw
    lon, lat = raw["geometry"]["coordinates"] if "geometry" in raw else (raw["lon"], raw["lat"])
    try:
        point = checked_point(lat, lon)
    except WrongPoint:
        return None
    label = clean_line(location.address or "")
    inside = _SOUTH <= point.lat <= _NORTH and _WEST <= point.lon <= _EAST
    return GeocodedPlace(label, point, None) if label and inside else None


def _distinct(places: Iterable[GeocodedPlace]) -> list[GeocodedPlace]:
    """Without those next to a better one: pieces of one street, an old ward under its new name."""
    kept: list[GeocodedPlace] = []
    for place in places:
        if all(distance_m(place.point, other.point) > _SAME_PLACE_M for other in kept):
            kept.append(place)
    return kept


def _within(seconds: float, ask: Callable[[], T]) -> T:
    """What `ask` returns or raises; TimeoutError after `seconds`, come what may.

    A thread of its own, because looking up a host name knows no time limit; and only so many of
    them, so that a service that hangs cannot pile up threads.
    """
    if not _WAITING.acquire(blocking=False):
        raise TimeoutError("too many are waiting for the geocoder")
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except Exception as error:  # raised again where the answer is awaited
            answer.set_exception(error)
        finally:
            _WAITING.release()

    threading.Thread(target=run, daemon=True).start()
    return answer.result(seconds)


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
