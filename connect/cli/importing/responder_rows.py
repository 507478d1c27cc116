"""A row of a file as a responder."""

import re
from collections.abc import Collection, Mapping

from connect.cli.importing import checks
from connect.cli.importing.mapping import ImportMap
from connect.cli.importing.row import BadRow
from connect.responders import (
    MAX_CAPACITY,
    MAX_RADIUS_M,
    GoodDetails,
    Kind,
    ResponderDetails,
    Stock,
    WrongHours,
    checked_hours,
)

# Where the file does not say: how far each kind goes, metres, and how many cases it can carry.
DEFAULT_RADIUS_M = {Kind.VOLUNTEER: 5_000.0, Kind.ORGANISATION: 10_000.0, Kind.SUPPLIER: 5_000.0}
DEFAULT_CAPACITY = {Kind.VOLUNTEER: 3, Kind.ORGANISATION: 20, Kind.SUPPLIER: 20}
LONGEST = {"name": 120, "address": 200, "opening_hours": 500, "note": 1000, "good": 80}
MOST_GOODS = 200
HIGHEST_PRICE = 2_000_000_000
KINDS = tuple(Kind)
_STOCK_AT_END = re.compile(rf"(.+):\s*({'|'.join(Stock)})\s*", re.IGNORECASE | re.DOTALL)
_GOOD = re.compile(r"((?:[^|\\]|\\.)*)(?:\|([^|]*))?(?:\|([^|]*))?", re.DOTALL)


def responder_of(
    values: Mapping[str, str], given: ImportMap, categories: Collection[str]
) -> ResponderDetails:
    """The responder that these values are. Raises `BadRow`."""
    if not values.get("kind"):
        raise BadRow("there is no kind: volunteer, organisation or supplier")
    kind = Kind(checks.one_of(values, "kind", KINDS, ""))
    name = checks.line(values, "name", LONGEST["name"])
    if not name:
        raise BadRow("there is no name")
    point = checks.point(values)
    if kind == Kind.SUPPLIER:
        checks.in_country(point)
    return ResponderDetails(
        kind=kind,
        name=name,
        point=point,
        categories=checks.codes(values, categories),
        radius_m=checks.metres(values, "radius_m", DEFAULT_RADIUS_M[kind], MAX_RADIUS_M),
        capacity=checks.whole(values, "capacity", DEFAULT_CAPACITY[kind], MAX_CAPACITY),
        phone=_phone(values, given),
        address=checks.line(values, "address", LONGEST["address"]),
        opening_hours=_hours(values, given),
        available=checks.yes_no(values, "available", default=True),
        delivers=_delivers(values, given),
        note=checks.lines(values, "note", LONGEST["note"]),
        goods=_goods(values.get("goods", "")),
    )


def _phone(values: Mapping[str, str], given: ImportMap) -> str | None:
    if "phone" not in given.keep_without:
        return checks.phone(values)
    phone = checks.first_phone(values)
    if phone is None and "phone" in values:
        given.leave_out("phone")
    return phone


def _hours(values: Mapping[str, str], given: ImportMap) -> str:
    if "opening_hours" not in values:
        return ""
    hours = checks.line(values, "opening_hours", LONGEST["opening_hours"])
    try:
        return checked_hours(hours)
    except WrongHours:
        if "opening_hours" in given.keep_without:
            given.leave_out("opening_hours", hours)
            return ""
        raise BadRow(f"opening_hours {hours[:60]!r} are not in OSM's syntax") from None


def _delivers(values: Mapping[str, str], given: ImportMap) -> bool:
    try:
        return checks.yes_no(values, "delivers", default=False)
    except BadRow:
        if "delivers" in given.keep_without:
            given.leave_out("delivers", values["delivers"])
            return False
        raise


def _goods(text: str) -> list[GoodDetails]:
    if not text:
        return []
    parts = checks.split_escaped(text)
    if len(parts) > MOST_GOODS:
        raise BadRow(f"there are {len(parts)} goods, at most {MOST_GOODS} are possible")
    return [_good(part) for part in parts]


def _good(text: str) -> GoodDetails:
    """`name`, `name|stock`, `name|stock|price` or `name:stock`; a backslash before `;` and `|`."""
    if "|" not in text and (told := _STOCK_AT_END.fullmatch(text)):
        text = f"{told[1]}|{told[2]}"
    match = _GOOD.fullmatch(text)
    if match is None:
        raise BadRow(f"goods {text[:40]!r}: write name|in|18000")
    values = {"good": re.sub(r"\\(.)", r"\1", match[1]), "stock": match[2], "price": match[3]}
    values = {name: value.strip() for name, value in values.items() if value}
    name = checks.line(values, "good", LONGEST["good"])
    if not name:
        raise BadRow(f"goods {text[:40]!r}: there is no name")
    price = values.get("price", "")
    if price and not (price.isdecimal() and int(price[:20]) <= HIGHEST_PRICE):
        raise BadRow(f"price {price[:20]!r} is not a whole number of đồng")
    return GoodDetails(
        name=name,
        stock=checks.one_of(values, "stock", list(Stock), Stock.IN),
        told="stock" in values,
        price=int(price) if price else None,
    )
