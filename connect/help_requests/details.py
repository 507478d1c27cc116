"""What a requester says, as it comes in and as it is kept in the row of their request."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from connect import geo, responders
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db
from connect.foundation.errors import Invalid
from connect.geo import Cell, Whereabouts
from connect.help_requests.concerns import stored
from connect.help_requests.listing import place_in_cell
from connect.help_requests.models import HelpRequest, RequestItem
from connect.responders import Category, Kind

# No vowels, no look-alikes: a code is read aloud over the phone and must not spell a word.
CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
CODE_LENGTH = 7
MOVES_A_DAY, DAY = 3, timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class ItemDetails:
    """One thing that is needed, in the requester's words."""

    category: str
    goods: str = ""
    quantity: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RequestDetails:
    """What a requester says; checked by forms and schemas before it comes here."""

    items: Sequence[ItemDetails]
    phone: str | None
    where: Whereabouts
    people: int = 1
    urgency: str = "normal"
    description: str = ""
    name: str = ""
    supplier_id: uuid.UUID | None = None
    share_phone: bool = True
    concerns: Sequence[str] = ()


def new_code() -> str:
    """A short code that a person can read out, random."""
    number = secrets.randbelow(len(CODE_LETTERS) ** CODE_LENGTH)
    letters = []
    for _place in range(CODE_LENGTH):
        number, letter = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[letter])
    return "".join(letters)


def fill(request: HelpRequest, details: RequestDetails, settings: Settings) -> None:
    """Sets all that a new request says."""
    said = {name: getattr(details, name) for name in details.__dataclass_fields__}
    change(request, said, settings)


def change(request: HelpRequest, changes: Mapping[str, Any], settings: Settings) -> None:
    """Sets what is named, by the names of `RequestDetails`. Raises `Invalid`."""
    for name, value in changes.items():
        if name == "where":
            _place(request, value, settings)
        elif name == "supplier_id":
            request.supplier_id = _supplier(value)
        elif name == "concerns":
            request.concerns = stored(value)
        elif name == "items":
            _replace_missing(request, _items(value))
        else:
            setattr(request, name, value)


def _place(request: HelpRequest, where: Whereabouts, settings: Settings) -> None:
    request.lat, request.lon = where.point
    request.address = where.address
    ward = geo.ward_at(where.point)
    request.ward_code = ward.code if ward else None
    request.province_code = ward.province_code if ward else None
    cell: Cell | None = geo.cell_of_ward(where.code) if where.code else None
    place_in_cell(
        request,
        cell
        or geo.cell_of(
            where.point,
            cell_metres=settings.cell_metres,
            households=settings.cell_households,
        ),
    )


def _replace_missing(request: HelpRequest, items: list[RequestItem]) -> None:
    # What has been delivered stays so: a new list says what is still missing.
    request.items = [item for item in request.items if item.delivered_by_id] + items
    for position, item in enumerate(request.items):
        item.position = position


def check_moves(request_id: uuid.UUID) -> None:
    """Raises `Invalid` for who has moved a request often today."""
    # Who is asked tells a little of where they live; moving often would tell it exactly.
    lately = [
        entry
        for entry in audit.history(request_id)
        if entry.detail.get("moved") and entry.at > utcnow() - DAY
    ]
    if len(lately) >= MOVES_A_DAY:
        raise Invalid({"location": [_("A place can move three times a day. Try tomorrow.")]})


def _supplier(supplier_id: uuid.UUID | None) -> uuid.UUID | None:
    supplier = responders.responder_by_id(supplier_id) if supplier_id else None
    if supplier_id and (supplier is None or supplier.kind != Kind.SUPPLIER):
        raise Invalid({"supplier_id": [_("This shop is not known.")]})
    return supplier_id


def _items(items: Sequence[ItemDetails]) -> list[RequestItem]:
    known = {
        category.code: category
        for category in db.session.scalars(sa.select(Category).where(Category.active))
    }
    unknown = [item.category for item in items if item.category not in known]
    if unknown or not items:
        raise Invalid({"items": [_("This kind of help is not known.")]})
    return [
        RequestItem(
            category=known[item.category],
            category_id=known[item.category].id,
            goods=item.goods,
            quantity=item.quantity,
            note=item.note,
        )
        for item in items
    ]
