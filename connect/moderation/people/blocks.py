"""Use cases of who does not want to meet whom."""

import uuid
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from connect.accounts import (
    Block,
    block_each,
    blocks_by,
    blocks_met_at,
    current_account,
    firsts,
    unblock,
)
from connect.foundation import audit
from connect.foundation.database import db, transaction
from connect.foundation.errors import WrongState
from connect.giving import Gift, end_kept, reservation_by_id
from connect.help_requests import Assignment, Standing, View, end_on, request_by_id
from connect.moderation.people.models import Met
from connect.moderation.people.persons import Meeting
from connect.responders import responder_by_id


class Blocked(NamedTuple):
    """Somebody whom one does not want to meet: where one met them, and never a number."""

    id: uuid.UUID
    met: str
    met_id: uuid.UUID | None
    since: datetime
    code: str  # of the request at which they met; empty elsewhere
    name: str  # of a thing that is public: a gift, a shop


def block(found: Meeting) -> None:
    """These two never meet again in any list, offer or notice; what is under way ends.

    Raises `WrongState` for who asked without a phone: nothing would say who they are.
    """
    if not found.own.phones:
        raise WrongState(_("Write your phone number on your request first, so that we know you."))
    with transaction():
        block_each(found.own.phones, found.other.phones, met=found.met, met_id=found.met_id)
        if found.request is not None and found.helps is not None:
            # Whatever the numbers are worth: at this request the two have met.
            end_on([found.request.id], found.helps, tells=found.met != Met.REQUESTER)
        if found.kept_id is not None:
            end_kept(found.kept_id)
        audit.record(audit.actor_of(found.own.account), "blocked", found.met_id, met=found.met)


def is_blocked(met: Met, met_id: uuid.UUID) -> bool:
    """Whether who is signed in has blocked whom they met there, so that it is not there now."""
    account = current_account()
    return account is not None and any(
        (one.met, one.met_id) == (met, met_id) for one in blocks_by(account.phone)
    )


def own_blocks(phone: str) -> list[Blocked]:
    """Whom the owner of a phone does not want to meet, the newest first."""
    return [_told(one) for one in firsts(blocks_by(phone))]


def blocks_on(view: View) -> list[Blocked]:
    """Whom the requester has blocked of those whom they met at this request."""
    if Standing.REQUESTER not in view.standings:
        return []
    ids = {view.request.id, *(one.id for one in view.request.assignments)}
    own = [one for one in blocks_met_at(ids) if one.blocker_phone == view.request.phone]
    return [_told(one) for one in sorted(firsts(own), key=lambda one: one.created_at)]


def undo(act_id: uuid.UUID, phone: str) -> None:
    """Takes a block back of who has this phone. Raises `NotFound`."""
    with transaction():
        unblock(act_id, [phone])
        audit.record("requester", "unblocked", act_id)


def _told(one: Block) -> Blocked:
    code, name = "", ""
    if one.met_id is not None:
        if one.met in (Met.HELPER, Met.REQUESTER):
            went = db.session.get(Assignment, one.met_id)
            request = request_by_id(went.request_id if went else one.met_id)
            code = request.code if request else ""
        elif one.met == Met.SHOP:
            responder = responder_by_id(one.met_id)
            name = responder.name if responder else ""
        elif one.met in (Met.GIVER, Met.TAKER):
            name = _what_was_given(one)
    return Blocked(one.act_id, one.met, one.met_id, one.created_at, code, name)


def _what_was_given(one: Block) -> str:
    kept = reservation_by_id(one.met_id) if one.met == Met.TAKER and one.met_id else None
    gift = kept.gift if kept else db.session.get(Gift, one.met_id)
    return gift.what if gift else ""
