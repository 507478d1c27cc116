"""Use cases of whoever asks: open, edit, confirm, reopen, close.

What is done to a request raises `NotFound`, `NotAllowed` for who may not (`access`), and
`WrongState`.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from connect import consents
from connect.accounts import Account
from connect.consents import Channel, Purpose
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotAllowed, WrongState
from connect.help_requests import cases, holding, merging, notices, offering, queries
from connect.help_requests.access import Action, Standing, allowed, permitted
from connect.help_requests.assignments import let_go
from connect.help_requests.consenting import who_said
from connect.help_requests.details import RequestDetails, change, check_moves, fill, new_code
from connect.help_requests.lifecycle import (
    REQUESTERS_REASONS,
    REQUESTERS_TO_REOPEN,
    CloseReason,
    Event,
    Status,
)
from connect.help_requests.models import HelpRequest
from connect.help_requests.transitions import hear, move
from connect.help_requests.watching import hold_back


def open_request(
    details: RequestDetails,
    account: Account | None,
    settings: Settings,
    *,
    taken_by: Account | None = None,
    verified: bool = False,
    channel: Channel | None = None,
    network: str = "",
) -> HelpRequest:
    """Opens a request, lists it, and asks its nearest candidates; of too many it holds some back.

    `network` is where it came from, as `network_of` names it; empty where that says nothing.
    `channel` is by which way they have agreed to what asking means; who keeps that elsewhere says
    none.
    `taken_by` writes it down for somebody else, whose it is, and has `verified` it if they spoke.
    """
    request = HelpRequest(id=uuid.uuid4(), code=new_code())
    if account is not None and account.suspended_until is not None:
        account = None  # whoever is hungry asks as those do who have none
    with transaction():
        fill(request, details, settings)
        request.requester_id = account.id if account else None
        request.verified = verified or (account is not None and account.phone == request.phone)
        chosen = None
        if holding.too_many(request, account or taken_by, network, settings):
            holding.begin_held(request)
        else:
            chosen = offering.choose_first(request)
        db.session.add(request)
        db.session.flush()
        hear(request)
        audit.record(audit.actor_of(account or taken_by), "opened", request.id)
        if channel is not None:
            _keep_consents(request, account, channel)
        if chosen is None:
            holding.record_held(request)
        else:
            offering.offer(request, chosen)
    return request


def edit(
    request_id: uuid.UUID,
    changes: Mapping[str, Any],
    account: Account | None,
    standings: frozenset[Standing],
    settings: Settings,
    *,
    channel: Channel = Channel.WEB,
    network: str = "",
) -> HelpRequest:
    """Changes the named details (names as in `RequestDetails`) of a request that is not over.

    Raises also `Invalid`, as for who moves it a fourth time in a day.
    """
    with transaction():
        request = _found(request_id, Action.EDIT, standings)
        if request.status not in (Status.HELD, Status.OPEN, Status.CLAIMED):
            raise WrongState
        known_phone, known_point, known_cell = request.phone, request.point, request.cell_id
        was_shielded = request.shielded
        change(request, changes, settings)
        moved = request.point != known_point
        if moved and Standing.COORDINATOR not in standings:
            check_moves(request.id)
        if request.phone != known_phone:
            _know_phone(request, account, network, settings)
        another = request.cell_id != known_cell or "items" in changes
        another |= request.shielded != was_shielded
        if request.status == Status.OPEN and another:
            # Whoever has been asked was asked about something else.
            offering.withdraw_offers(request.id)
            request.ask_at = utcnow()
        hear(request)
        if "share_phone" in changes:
            said_by, recorded_by = who_said(request, account)
            consents.note(
                Purpose.PHONE,
                given=request.share_phone,
                channel=channel,
                account_id=said_by,
                request_id=request.id,
                recorded_by=recorded_by,
            )
        audit.record(
            audit.actor_of(account), "edited", request.id, fields=sorted(changes), moved=moved
        )
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
        audit.record(audit.actor_of(account), "confirmed", request.id)
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
        merging.lock_all(request_id)
        request = _found(request_id, Action.REOPEN, standings)
        if not may_reopen(request, standings):
            raise NotAllowed(_("A coordinator has closed this request. Please call the hotline."))
        delivery = cases.last_delivery(request.id)
        denied = delivery if request.status == Status.DELIVERED else None
        if all(item.delivered_by_id for item in request.items):
            for item in request.items:
                if delivery and item.delivered_by_id == delivery.id:
                    item.delivered_by_id = None
        request.close_reason = None
        move(request, Event.REOPEN)
        if denied is not None:
            notices.not_arrived(request, denied)
        merging.part(request.id, audit.actor_of(account))
        audit.record(audit.actor_of(account), "reopened", request.id)
        holding.record_held(request)
    offering.ask_nearest(request.id)
    return request


def close(
    request_id: uuid.UUID,
    reason: CloseReason,
    account: Account | None,
    standings: frozenset[Standing],
) -> HelpRequest:
    """Ends a request without fulfilment. Raises `Invalid` for a coordinator's reason by others."""
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
        if reason in REQUESTERS_TO_REOPEN:
            merging.ended_without_help(request)
        audit.record(audit.actor_of(account), "closed", request.id, reason=reason)
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
        or merging.goes_on_no_more(request.id)
    )


def _keep_consents(request: HelpRequest, account: Account | None, channel: Channel) -> None:
    said_by, recorded_by = who_said(request, account)
    said = {Purpose.HELP: True, Purpose.PHONE: request.share_phone}
    if channel == Channel.SMS:  # a call is the only way to them, and part of the help
        del said[Purpose.PHONE]
    for purpose, given in said.items():
        consents.record(
            purpose,
            given=given,
            channel=channel,
            account_id=said_by,
            request_id=request.id,
            recorded_by=recorded_by,
        )


def _know_phone(
    request: HelpRequest, account: Account | None, network: str, settings: Settings
) -> None:
    """Another phone is proved or not by whose it is: what follows for who may see the request."""
    was_verified = request.verified
    request.verified = account is not None and account.phone == request.phone
    if request.verified:
        holding.release(request)
    elif request.status in {Status.OPEN, Status.CLAIMED} and (
        holding.too_many(request, account, network, settings, counts=was_verified)
    ):
        hold_back(request)


def _found(request_id: uuid.UUID, action: Action, standings: frozenset[Standing]) -> HelpRequest:
    return permitted(queries.request_to_change(request_id), action, standings)
