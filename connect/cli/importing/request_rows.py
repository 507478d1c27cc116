"""A row of a file as a help request."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from connect.cli.importing import checks
from connect.cli.importing.mapping import ImportMap
from connect.cli.importing.row import BadRow, SkippedRow, text_of
from connect.geo import Whereabouts
from connect.help_requests import (
    MAX_PEOPLE,
    URGENCIES,
    ImportedRequest,
    ItemDetails,
    RequestDetails,
    Status,
)

LONGEST = {"description": 10_000, "name": 80, "address": 200}
LONGEST_OF_ITEM = {"goods": 120, "quantity": 40, "note": 300}
LONGEST_ITEMS = 20_000
MOST_ITEMS = 20


def request_of(
    values: Mapping[str, str], given: ImportMap, categories: Collection[str], now: datetime
) -> ImportedRequest:
    """The request that these values are. Raises `BadRow`, and `SkippedRow` for one that is over."""
    if values.get("status", Status.OPEN) != Status.OPEN:
        raise SkippedRow
    phone = (checks.first_phone if "phone" in given.keep_without else checks.phone)(values)
    return ImportedRequest(
        details=RequestDetails(
            items=_items(values, categories),
            phone=phone,
            where=Whereabouts(
                point=checks.point(values),
                address=checks.line(values, "address", LONGEST["address"]),
            ),
            people=checks.whole(values, "people", 1, MAX_PEOPLE),
            urgency=checks.one_of(values, "urgency", URGENCIES, "normal"),
            description=checks.lines(values, "description", LONGEST["description"]),
            name=checks.line(values, "name", LONGEST["name"]),
        ),
        created_at=checks.moment(values, "created_at", given.zone, now),
        verified=checks.yes_no(values, "verified", default=False),
    )


def _items(values: Mapping[str, str], categories: Collection[str]) -> list[ItemDetails]:
    if not values.get("items"):
        return [ItemDetails(category=code) for code in checks.codes(values, categories)]
    text = values["items"]
    try:
        found: Any = json.loads(text) if len(text) <= LONGEST_ITEMS else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not 0 < len(found) <= MOST_ITEMS:
        raise BadRow(f"items must be a JSON list of 1 to {MOST_ITEMS} objects")
    return [_item(item, categories) for item in found]


def _item(item: Any, categories: Collection[str]) -> ItemDetails:
    if not isinstance(item, dict):
        raise BadRow("items must be a JSON list of objects")
    said = {str(name): text_of(value) for name, value in item.items()}
    codes = checks.codes({"categories": said.get("category", "")}, categories)
    if len(codes) > 1:
        raise BadRow("an item has one category")
    return ItemDetails(
        category=codes[0],
        **{name: checks.line(said, name, most) for name, most in LONGEST_OF_ITEM.items()},
    )
