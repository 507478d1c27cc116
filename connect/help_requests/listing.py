"""What strangers may learn of a request: its card, and its rows in the public index."""

import re
import time
import unicodedata
import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import phonenumbers
import sqlalchemy as sa

from connect.foundation.database import db
from connect.foundation.phones import HOME_REGION
from connect.foundation.planning import checked
from connect.geo import Cell
from connect.help_requests.lifecycle import Status
from connect.help_requests.models import HelpRequest, ListedRequest, RequestItem
from connect.help_requests.silence import Silence

ANY = 0
URGENT = "urgent"
# The matcher passes over numbers that touch a letter (`sđt0912345678`).
_LONG_NUMBER = re.compile(r"\+?\d(?:[\s.()/-]{0,2}\d){8,}")
# What begins as our phones do (`0912`, `+84 912`) is one whatever stands between its digits; dates,
# hours and quantities (`05/12/2026, 10`, `08:00-10:30`, `1,5`) do not begin so.
_OUR_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:0|(?:\+|00)?84[\W_]{0,3})[1-9]\d{1,2}(?:[\W_]{0,3}\d){6,8}(?!\d)"
)
# Full-width, Arabic, circled or raised: they read as digits, too.
_OTHER_DIGIT = re.compile(
    "[^\\D0-9]|[\u24ea\u2460-\u2468\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u2080-\u2089]"
)


def slot_of(category_id: int = ANY, *, urgent: bool = False) -> int:
    """The compartment of the public index for a category or all, urgent ones alone or all."""
    return 2 * category_id + urgent


def place_in_cell(request: HelpRequest, cell: Cell) -> None:
    """Sets the public place of a request."""
    request.cell_id, request.cell_lat, request.cell_lon = cell.id, cell.lat, cell.lon
    request.card = place_on_card(cell)


def place_on_card(cell: Cell) -> dict[str, Any]:
    """The part of a card that says where."""
    return {
        "cell": {
            "id": cell.id,
            "lat": cell.lat,
            "lon": cell.lon,
            "precision": cell.precision,
        },
        "area": {"code": cell.area_code, "name": cell.area_name} if cell.area_code else None,
    }


def keep_listed(*requests: HelpRequest) -> None:
    """Brings the cards and the public index to what these requests' rows say."""
    db.session.flush()  # what a new row leaves to its defaults is on the card too
    for request in requests:
        items = [item for item in request.items if item.delivered_by_id is None]
        request.card = card(
            request.id,
            [(item.category.code, item.goods, item.quantity) for item in items or request.items],
            urgency=request.urgency,
            people=request.people,
            status=request.status,
            verified=request.verified,
            created_at=request.created_at,
            place=request.card,
        )
    db.session.flush()
    ids = [request.id for request in requests]
    db.session.execute(sa.delete(ListedRequest).where(ListedRequest.request_id.in_(ids)))
    if still_open := [request.id for request in requests if request.status == Status.OPEN]:
        list_open(still_open)


def list_open(request_ids: Collection[uuid.UUID]) -> None:
    """Puts those of these requests that are open, not hidden and for all into the public index.

    None of them is there yet.
    """
    chosen = (
        sa.select(HelpRequest.id)
        .where(
            HelpRequest.id.in_(request_ids),
            checked(HelpRequest.status == Status.OPEN),
            checked(HelpRequest.silence != Silence.HIDDEN),
            checked(HelpRequest.concerns == ""),
        )
        .cte("chosen")
    )
    wanted = sa.union(
        sa.select(chosen.c.id, sa.literal(ANY).label("category_id")),
        sa.select(RequestItem.request_id, RequestItem.category_id).where(
            RequestItem.request_id.in_(sa.select(chosen.c.id)),
            checked(RequestItem.delivered_by_id.is_(None)),
        ),
    ).cte("wanted")
    listed = (
        sa.select(
            HelpRequest.id,
            (2 * wanted.c.category_id).label("slot"),
            HelpRequest.cell_lat,
            HelpRequest.cell_lon,
        )
        .select_from(wanted)
        .join(HelpRequest, HelpRequest.id == wanted.c.id)
    )
    urgent = listed.where(checked(HelpRequest.urgency == URGENT)).with_only_columns(
        HelpRequest.id,
        (2 * wanted.c.category_id + 1).label("slot"),
        HelpRequest.cell_lat,
        HelpRequest.cell_lon,
    )
    rows = sa.union_all(listed, urgent)
    columns = ["request_id", "slot", "lat", "lon"]
    inserted = (
        sa.insert(ListedRequest).from_select(["id", *columns], _with_new_ids(rows))
        if db.session.connection().dialect.name == "sqlite"
        else sa.insert(ListedRequest).from_select(columns, rows)
    )
    db.session.execute(inserted)


def _with_new_ids(rows: sa.CompoundSelect[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """Rows with ids that none has had before: SQLite gives the last one out again when it is free.

    They count microseconds, which is faster than rows come.
    """
    last = sa.select(sa.func.coalesce(sa.func.max(ListedRequest.id), 0)).scalar_subquery()
    now = sa.literal(time.time_ns() // 1000, sa.BigInteger)
    return sa.select(sa.func.max(last, now) + sa.func.row_number().over(), rows.subquery())


def card(
    request_id: uuid.UUID,
    items: Iterable[tuple[str, str, str]],
    *,
    urgency: str,
    people: int,
    status: str,
    verified: bool,
    created_at: datetime,
    place: Mapping[str, Any],
) -> dict[str, Any]:
    """The public card. `items` are category code, goods, quantity; `place` holds cell and area."""
    return {
        "id": str(request_id),
        "items": [
            {
                "category": category,
                "goods": without_phones(goods),
                "quantity": without_phones(quantity),
            }
            for category, goods, quantity in items
        ],
        "urgency": urgency,
        "people": people,
        "status": status,
        "verified": verified,
        "created_at": created_at.isoformat(),
        "cell": place["cell"],
        "area": place["area"],
    }


def without_phones(text: str) -> str:
    """`text` with every phone number that someone typed into it struck out."""
    if not text:
        return text  # as most goods and quantities of files are
    plain = _OTHER_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), text)
    struck = plain
    for match in reversed(list(phonenumbers.PhoneNumberMatcher(plain, HOME_REGION))):
        struck = f"{struck[: match.start]}…{struck[match.end :]}"
    struck = _OUR_NUMBER.sub("…", _LONG_NUMBER.sub("…", struck))
    return text if struck == plain else struck
