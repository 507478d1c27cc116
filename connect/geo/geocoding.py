"""From an address to points: the offline gazetteer, or Nominatim or Photon through geopy.

An outside geocoder gets a few seconds. Whatever goes wrong there (slow, down, over quota, nonsense)
or is not found there is answered by the gazetteer. Addresses are private: none is ever logged.
"""

import functools
import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import NamedTuple, TypeVar

from werkzeug.utils import import_string

from connect.foundation.text import clean_line
from connect.geo import place_search
from connect.geo.points import Point, distance_m

logger = logging.getLogger(__name__)

_LONGEST_QUERY = 300
_MOST_CHOICES = 10
_SAME_PLACE_M = 1_000
_OUTSIDE = ("nominatim", "photon")
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
        service = import_string("connect.geo.outside:ask")
        ask: Callable[[], list[tuple[str, Point]]] = functools.partial(
            service, query, backend, base_url, timeout_s
        )
        try:
            if found := _within(timeout_s, ask):
                return _distinct(GeocodedPlace(label, point, None) for label, point in found)
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
