"""Use cases of whoever asks: open, edit, confirm, reopen, close; and what only time does."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from connect.help_requests import offering, queries
from connect.help_requests.access import Action, Standing, allowed
from connect.help_requests.lifecycle import (
    REQUESTERS_REASONS,
    AssignmentState,
    CloseReason,
    Event,
    Status,
)
from connect.help_requests.listing import keep_listed, place_in_cell
from connect.help_requests.models import HelpRequest, RequestItem
from connect.help_requests.transitions import move
from connect.responders import Category

# No vowels, no look-alikes: a code is read aloud over the phone and must not spell a word.
CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
CODE_LENGTH = 7


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


def open_request(
    details: RequestDetails, account: Account | None, settings: Settings
) -> HelpRequest:
    """Opens a request, lists it, and asks its nearest candidates."""
    request = HelpRequest(id=uuid.uuid4(), code=new_code())
    with transaction():
        _fill(request, details, settings)
        request.requester_id = account.id if account else None
        request.verified = account is not None and account.phone == request.phone
        db.session.add(request)
        keep_listed(request)
        audit.record(_actor(account), "opened", request.id)
    offering.ask_nearest(request.id)
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
        known_phone = request.phone
        _change(request, changes, settings)
        if request.phone != known_phone:
            request.verified = account is not None and account.phone == request.phone
        keep_listed(request)
        audit.record(_actor(account), "edited", request.id, fields=sorted(changes))
    return request


def confirm(
    request_id: uuid.UUID, account: Account | None, standings: frozenset[Standing]
) -> HelpRequest:
    """The requester says that the goods have arrived."""
    with transaction():
        request = _found(request_id, Action.CONFIRM, standings)
        move(request, Event.CONFIRM)
        audit.record(_actor(account), "confirmed", request.id)
    return request


def reopen(
    request_id: uuid.UUID, account: Account | None, standings: frozenset[Standing]
) -> HelpRequest:
    """Back to open: nothing arrived after all, or it was closed too early."""
    with transaction():
        request = _found(request_id, Action.REOPEN, standings)
        if all(item.delivered_by_id for item in request.items):
            delivery = queries.last_delivery(request.id)
            for item in request.items:
                if delivery and item.delivered_by_id == delivery.id:
                    item.delivered_by_id = None
        request.close_reason = None
        move(request, Event.REOPEN)
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
        active = queries.active_assignment(request.id)
        move(request, Event.CLOSE)
        request.close_reason = reason
        if active is not None:
            active.state, active.ended_at = AssignmentState.RELEASED, utcnow()
            active.reason = reason
            responders.give_back_load(active.responder_id)
        offering.withdraw_offers(request.id)
        audit.record(_actor(account), "closed", request.id, reason=reason)
    return request


def reveal(request: HelpRequest, account: Account | None, standings: frozenset[Standing]) -> bool:
    """Whether the private part may be shown; showing it to anyone but the requester is recorded."""
    if not allowed(Action.SEE_PRIVATE, standings):
        return False
    if Standing.REQUESTER not in standings and account is not None:
        with transaction():
            audit.record(str(account.id), "revealed", request.id)
    return True


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
    _change(
        request, {name: getattr(details, name) for name in details.__dataclass_fields__}, settings
    )


def _change(request: HelpRequest, changes: Mapping[str, Any], settings: Settings) -> None:
    for name, value in changes.items():
        if name == "where":
            _place(request, value, settings)
        elif name == "items":
            request.items = _items(value)
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
            position=position,
            category=known[item.category],
            category_id=known[item.category].id,
            goods=item.goods,
            quantity=item.quantity,
            note=item.note,
        )
        for position, item in enumerate(items)
    ]


def _actor(account: Account | None) -> str:
    return str(account.id) if account else "requester"
