"""An HSDS 3 service as a row with our own columns."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from connect.cli.good_cell import good_cell
from connect.cli.hsds.hours import NotAWeek, hours_of
from connect.cli.hsds.services import CATEGORY, CURRENCY, GOOD, KIND
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.responders import Kind, WrongHours, checked_hours

Object = Mapping[str, Any]
CALLED = (None, "voice", "cell")


def is_service(item: Object) -> bool:
    """Whether an object looks like a service of HSDS, be it one without a place."""
    links = (("service_at_locations", list), ("organization", dict), ("organization_id", str))
    return "status" in item and any(isinstance(item.get(name), kind) for name, kind in links)


def fields_of(service: Object) -> dict[str, Any]:
    """The fields of a service; what we do not know how to read is left out.

    A service of others is an organisation that gives what a map says of it; one of ours says so
    itself.
    """
    places = [one["location"] for one in _objects(service, "service_at_locations") if _has(one)]
    place: Object = places[0] if places else {}
    area = next(_objects(service, "service_areas"), {})
    kind = next((one.get("value") for one in _attributes(service, KIND)), Kind.ORGANISATION)
    return {
        "source_id": place.get("external_identifier") or service.get("id"),
        "kind": kind,
        "name": service.get("name"),
        "phone": _phone(service, place),
        "categories": [_code(one) for one in _attributes(service, CATEGORY)],
        "lat": place.get("latitude"),
        "lon": place.get("longitude"),
        "address": _address(place),
        "radius_m": _metres(area),
        "opening_hours": _hours(service, place),
        "available": service.get("status") == "active",
        "delivers": bool(area) and kind == Kind.SUPPLIER,
        "goods": ";".join(_goods(service)),
        "note": service.get("description"),
    }


def _has(there: Object) -> bool:
    return isinstance(there.get("location"), dict)


def _objects(item: Object, name: str) -> Iterator[Object]:
    given = item.get(name)
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict):
            yield one


def _attributes(service: Object, link_type: str) -> Iterator[Object]:
    return (one for one in _objects(service, "attributes") if one.get("link_type") == link_type)


def _code(attribute: Object) -> str:
    term = attribute.get("taxonomy_term")
    return str(term.get("code") or "") if isinstance(term, dict) else ""


def _phone(service: Object, place: Object) -> Any:
    phones = [*_objects(service, "phones"), *_objects(place, "phones")]
    return next((one.get("number") for one in phones if one.get("type") in CALLED), "")


def _address(place: Object) -> Any:
    address = next(_objects(place, "addresses"), None)
    return address.get("address_1") if address else place.get("description")


def _metres(area: Object) -> Any:
    """How far, as we export it; an area that others tell in words has no such number."""
    extent = area.get("extent") if area.get("extent_type") == "text" else None
    try:
        return extent if extent is None or math.isfinite(float(extent)) else None
    except (TypeError, ValueError, OverflowError):
        return None


def _hours(service: Object, place: Object) -> str:
    """The hours, "" for those that nobody here understands."""
    schedules = [*_objects(service, "schedules"), *_objects(place, "schedules")]
    try:
        return checked_hours(hours_of(schedules, utcnow().astimezone(HOME_ZONE).date()))
    except (NotAWeek, WrongHours):
        return ""


def _goods(service: Object) -> Iterator[str]:
    prices = {
        one.get("option"): one.get("amount")
        for one in _objects(service, "cost_options")
        if one.get("currency") == CURRENCY
    }
    for one in _attributes(service, GOOD):
        name = str(one.get("label") or "")
        price = prices.get(name)
        whole = int(price) if isinstance(price, int | float) and price % 1 == 0 else None
        yield good_cell(name, str(one.get("value") or ""), whole)
