"""A row of a file as a help request."""

import json
import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from connect.cli.importing import checks
from connect.cli.importing.mapping import ImportMap
from connect.cli.importing.row import BadRow, SkippedRow, text_of
from connect.geo import Whereabouts
from connect.help_requests import (
    MAX_PEOPLE,
    URGENCIES,
    CloseReason,
    Concern,
    ImportedRequest,
    ItemDetails,
    Moved,
    RequestDetails,
    Status,
)

LONGEST = {"description": 10_000, "name": 80, "address": 200}
LONGEST_OF_ITEM = {"goods": 120, "quantity": 40, "note": 300}
LONGEST_ITEMS = 30_000
MOST_ITEMS = 20
OVER = "skipped: over where they come from, so they are not opened here"
_CODE = re.compile(r"[0-9A-Z]{4,12}")


def request_of(
    values: Mapping[str, str], given: ImportMap, categories: Collection[str], now: datetime
) -> ImportedRequest:
    """The request that these values are.

    Raises `BadRow`, and `SkippedRow` for one that is over and none of ours.
    """
    is_ours = all(values.get(name) for name in ("id", "code", "status_at"))
    if not is_ours and values.get("status", Status.OPEN) != Status.OPEN:
        raise SkippedRow(OVER)
    items = _items(values, categories)
    phone = (checks.first_phone if "phone" in given.keep_without else checks.phone)(values)
    return ImportedRequest(
        details=RequestDetails(
            items=[details for details, _delivered in items],
            phone=phone,
            where=Whereabouts(
                point=checks.point(values),
                address=checks.line(values, "address", LONGEST["address"]),
                code=values.get("ward") if is_ours else None,
            ),
            people=checks.whole(values, "people", 1, MAX_PEOPLE),
            urgency=checks.one_of(values, "urgency", URGENCIES, "normal"),
            description=checks.lines(values, "description", LONGEST["description"]),
            name=checks.line(values, "name", LONGEST["name"]),
            share_phone=checks.yes_no(values, "share_phone", default=True),
            concerns=_concerns(values),
        ),
        created_at=checks.moment(values, "created_at", given.zone, now),
        verified=checks.yes_no(values, "verified", default=False),
        moved=_moved(values, [delivered for _, delivered in items], now) if is_ours else None,
    )


def _moved(values: Mapping[str, str], delivered: Sequence[bool], now: datetime) -> Moved:
    """Which request of ours it was, and how it stood."""
    try:
        id_ = uuid.UUID(values["id"])
    except ValueError:
        raise BadRow(f"id is {values['id'][:40]!r}, which is no UUID") from None
    if not _CODE.fullmatch(values["code"]):
        raise BadRow(f"code is {values['code'][:40]!r}: 4 to 12 capital letters and digits")
    status = Status(checks.one_of(values, "status", list(Status), Status.OPEN))
    reason = checks.one_of(values, "close_reason", ["", *CloseReason], "")
    return Moved(
        id=id_,
        code=values["code"],
        status=status,
        status_at=checks.moment(values, "status_at", UTC, now) or now,
        delivered=delivered,
        close_reason=CloseReason(reason) if reason and status == Status.CLOSED else None,
        supplier=checks.line(values, "supplier", checks.LONGEST_SOURCE_ID),
    )


def _concerns(values: Mapping[str, str]) -> list[str]:
    text = values.get("concerns")
    if not text:
        return []
    named = [one.strip() for one in text.split(";") if one.strip()]
    if not set(named) <= set(Concern):
        raise BadRow(f"concerns must be of {', '.join(Concern)}")
    return named


def _items(
    values: Mapping[str, str], categories: Collection[str]
) -> list[tuple[ItemDetails, bool]]:
    """What is needed, and whether it has arrived."""
    if not values.get("items"):
        return [(ItemDetails(category=code), False) for code in checks.codes(values, categories)]
    text = values["items"]
    try:
        found: Any = json.loads(text) if len(text) <= LONGEST_ITEMS else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not 0 < len(found) <= MOST_ITEMS:
        raise BadRow(f"items must be a JSON list of 1 to {MOST_ITEMS} objects")
    return [_item(item, categories) for item in found]


def _item(item: Any, categories: Collection[str]) -> tuple[ItemDetails, bool]:
    if not isinstance(item, dict):
        raise BadRow("items must be a JSON list of objects")
    said = {str(name): text_of(value) for name, value in item.items()}
    codes = checks.codes({"categories": said.get("category", "")}, categories)
    if len(codes) > 1:
        raise BadRow("an item has one category")
    details = ItemDetails(
        category=codes[0],
        **{name: checks.line(said, name, most) for name, most in LONGEST_OF_ITEM.items()},
    )
    return details, checks.yes_no(said, "delivered", default=False)
