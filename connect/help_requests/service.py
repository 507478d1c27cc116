"""Use cases of whoever asks: open, edit, confirm, reopen, close."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from connect import geo, responders
from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.geo import Cell, Whereabouts
from connect.help_requests import cases, merging, notices, offering, queries
from connect.help_requests.access import Action, Standing, allowed
from connect.help_requests.assignments import let_go
from connect.help_requests.lifecycle import (
    REQUESTERS_REASONS,
    REQUESTERS_TO_REOPEN,
    CloseReason,
    Event,
    Status,
)
from connect.help_requests.listing import place_in_cell
from connect.help_requests.models import HelpRequest, RequestItem
from connect.help_requests.transitions import hear, move
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


def open_request(
    details: RequestDetails, account: Account | None, settings: Settings
) -> HelpRequest:
    """Opens a request, lists it, and asks its nearest candidates."""
    request = HelpRequest(id=uuid.uuid4(), code=new_code())
    with transaction():
        _fill(request, details, settings)
        request.requester_id = account.id if account else None
        request.verified = account is not None and account.phone == request.phone
        chosen = offering.choose_first(request)
        db.session.add(request)
        db.session.flush()
        hear(request)
        audit.record(_actor(account), "opened", request.id)
        offering.offer(request, chosen)
    return request


def edit(
    request_id: uuid.UUID,
    changes: Mapping[str, Any],
    account: Account | None,
    standings: frozenset[Standing],
    settings: Settings,
) -> HelpRequest:
    """Changes the named details (names as in `RequestDetails`) of a request that is not over."""
    with transaction():
        request = _found(request_id, Action.EDIT, standings)
        if request.status not in (Status.OPEN, Status.CLAIMED):
            raise WrongState
        known_phone, known_point, known_cell = request.phone, request.point, request.cell_id
        _change(request, changes, settings)
        moved = request.point != known_point
        if moved and Standing.COORDINATOR not in standings:
            _check_moves(request.id)
        if request.phone != known_phone:
            request.verified = account is not None and account.phone == request.phone
        another = request.cell_id != known_cell or "items" in changes
        if request.status == Status.OPEN and another:
            # Whoever has been asked was asked about something else.
            offering.withdraw_offers(request.id)
            request.ask_at = utcnow()
        hear(request)
        audit.record(_actor(account), "edited", request.id, fields=sorted(changes), moved=moved)
    offering.ask_nearest(request.id)
    return request


def confirm(
    request_id: uuid.UUID, account: Account | None, standings: frozenset[Standing]
) -> HelpRequest:
    """The requester says that the goods have arrived."""
    with transaction():
        request = _found(request_id, Action.CONFIRM, standings)
        move(request, Event.CONFIRM)
        thank(request)
        audit.record(_actor(account), "confirmed", request.id)
    return request


def thank(request: HelpRequest) -> None:
    """Tells whoever has brought it that it has arrived, inside a transaction."""
    delivery = cases.last_delivery(request.id)
    if delivery is not None:
        notices.confirmed(request, delivery)


def reopen(
    request_id: uuid.UUID, account: Account | None, standings: frozenset[Standing]
) -> HelpRequest:
    """Back to open: nothing arrived after all, or it was closed too early."""
    with transaction():
        merging.lock_both(request_id)
        request = _found(request_id, Action.REOPEN, standings)
        if not may_reopen(request, standings):
            raise NotAllowed(_("A coordinator has closed this request. Please call the hotline."))
        if all(item.delivered_by_id for item in request.items):
            delivery = cases.last_delivery(request.id)
            for item in request.items:
                if delivery and item.delivered_by_id == delivery.id:
                    item.delivered_by_id = None
        request.close_reason = None
        move(request, Event.REOPEN)
        merging.part(request.id, _actor(account))
        audit.record(_actor(account), "reopened", request.id)
    offering.ask_nearest(request.id)
    return request


def close(
    request_id: uuid.UUID,
    reason: CloseReason,
    account: Account | None,
    standings: frozenset[Standing],
) -> HelpRequest:
    """Ends a request without fulfilment. Some reasons are for a coordinator to find."""
    with transaction():
        request = _found(request_id, Action.CLOSE, standings)
        if reason not in REQUESTERS_REASONS and Standing.COORDINATOR not in standings:
            raise Invalid({"reason": [_("Only a coordinator can close with this reason.")]})
        active = cases.active_assignment(request.id)
        move(request, Event.CLOSE)
        request.close_reason = reason
        if active is not None:
            let_go(active, reason, willingly=False)
            notices.closed(request, active)
        offering.withdraw_offers(request.id)
        audit.record(_actor(account), "closed", request.id, reason=reason)
    return request


def reveal(request: HelpRequest, account: Account | None, standings: frozenset[Standing]) -> bool:
    """Whether the private part may be shown; showing it to anyone but the requester is recorded."""
    if not allowed(Action.SEE_PRIVATE, standings):
        return False
    in_need = Standing.REQUESTER in standings and (account is None or request.is_of(account))
    if not in_need and account is not None:
        audit.record_look(str(account.id), request.id)
    return True


def may_reopen(request: HelpRequest, standings: frozenset[Standing]) -> bool:
    """What a coordinator has judged, only a coordinator takes back; what is forgotten, nobody."""
    if request.erased_at is not None or request.forgotten_at is not None:
        return False
    reason = request.close_reason
    return (
        reason is None
        or CloseReason(reason) in REQUESTERS_TO_REOPEN
        or Standing.COORDINATOR in standings
    )


def new_code() -> str:
    """A short code that a person can read out, random."""
    number = secrets.randbelow(len(CODE_LETTERS) ** CODE_LENGTH)
    letters = []
    for _place in range(CODE_LENGTH):
        number, letter = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[letter])
    return "".join(letters)


def _found(request_id: uuid.UUID, action: Action, standings: frozenset[Standing]) -> HelpRequest:
    request = queries.request_to_change(request_id)
    if request is None:
        raise NotFound
    if not allowed(action, standings):
        raise NotAllowed
    return request


def _fill(request: HelpRequest, details: RequestDetails, settings: Settings) -> None:
    said = {name: getattr(details, name) for name in details.__dataclass_fields__}
    _change(request, said, settings)


def _change(request: HelpRequest, changes: Mapping[str, Any], settings: Settings) -> None:
    for name, value in changes.items():
        if name == "where":
            _place(request, value, settings)
        elif name == "supplier_id":
            request.supplier_id = _supplier(value)
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


def _check_moves(request_id: uuid.UUID) -> None:
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


def _actor(account: Account | None) -> str:
    return str(account.id) if account else "requester"
