"""Who the other person is, for whoever is asking: found by where the two have met.

Whom one has not met one can neither block nor report; nothing here is found by a phone or a name.
"""

import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from connect.accounts import account_by_id, current_account, signed_in_account
from connect.conversations import last_words
from connect.foundation import audit
from connect.foundation.database import db
from connect.foundation.errors import NotFound, NotSignedIn
from connect.giving import gift_view, knows, reservation_by_id, taker_of
from connect.help_requests import (
    ACTIVE,
    Assignment,
    HelpRequest,
    Standing,
    helper_name,
    helper_of,
    ids_spoken_for,
    request_by_id,
    view_of,
    without_phones,
)
from connect.moderation.people.models import Met
from connect.moderation.people.persons import (
    Evidence,
    Meeting,
    asker,
    asker_of,
    at_request,
    at_responder,
    known,
    of_account,
    reporter_of,
)
from connect.responders import Kind, acts_for, fellow, responder_by_id

MOST_WORDS = 10


def meeting(met: Met, met_id: uuid.UUID) -> Meeting:
    """Who is asking, and whom they met there. Raises `NotFound` and `NotSignedIn`."""
    found = _WAYS[met](met_id)
    if not found.other.phones:
        raise NotFound
    # Oneself; but whoever types a number is not to learn by it that it is the other's.
    if any(sure and phone in found.other.phones for phone, sure in found.own.phones.items()):
        raise NotFound
    return found


def _helper(met_id: uuid.UUID) -> Meeting:
    went = db.session.get(Assignment, met_id)
    view = view_of(went.request_id if went else met_id)
    if Standing.REQUESTER not in view.standings:
        raise _nobody()
    went = went or helper_of(view.request) or went_last(view.request)
    if went is None or went.claimed_at is None or went.account_id is None:
        raise NotFound
    helper = account_by_id(went.account_id)
    if helper is None:
        raise NotFound
    seen = {"name": helper_name(went), "card": view.request.card, "words": _words(went)}
    own = asker(view.request)
    return at_request(
        Met.HELPER,
        went.id,
        own=own,
        other=of_account(helper),
        request=view.request,
        seen=seen,
        helps=helper,
        under_way=went.state in ACTIVE,
    )


def _requester(met_id: uuid.UUID) -> Meeting:
    account, view = signed_in_account(), view_of(met_id)
    if Standing.REQUESTER in view.standings:
        raise NotFound
    request = view.request
    went = db.session.scalar(
        sa.select(Assignment)
        .where(
            Assignment.request_id == met_id,
            Assignment.account_id == account.id,
            Assignment.claimed_at.is_not(None),
        )
        .order_by(Assignment.claimed_at.desc())
    )
    seen: Evidence = {"card": request.card}
    if went is not None:
        seen |= {"name": request.name, "words": _words(went)}
    under_way = went is not None and went.state in ACTIVE
    other = asker(request)
    return at_request(
        Met.REQUESTER,
        met_id,
        own=of_account(account),
        other=other,
        request=request,
        seen=seen,
        helps=account,
        under_way=under_way,
    )


def _giver(met_id: uuid.UUID) -> Meeting:
    view = gift_view(met_id)
    kept = view.held or (view.own[-1] if view.own else None)
    request = _request(kept.request_id) if kept else None
    if view.gives or (view.account is None and request is None):
        raise NotFound if view.account else NotSignedIn
    own = of_account(view.account) if view.account else asker_of(request)
    seen: Evidence = {"gift": view.gift.card}
    if any(knows(one) for one in view.own):
        seen["name"] = view.gift.giver.name
    return Meeting(
        Met.GIVER,
        met_id,
        own,
        of_account(view.gift.giver),
        reporter_of(own, request),
        seen,
        view.gift.ward_code,
        view.gift.province_code,
        view.held is not None,
        kept_id=kept.id if kept else None,
    )


def _taker(met_id: uuid.UUID) -> Meeting:
    account, kept = signed_in_account(), reservation_by_id(met_id)
    if kept is None or kept.gift.giver_id != account.id:
        raise NotFound
    request = _request(kept.request_id)
    taker = taker_of(kept, request)
    other = of_account(taker.account) if taker.account else asker_of(request)
    seen: Evidence = {"gift": kept.gift.card}
    if knows(kept):
        seen["name"] = taker.account.name if taker.account else request.name if request else ""
    own, gift = of_account(account), kept.gift
    return Meeting(
        Met.TAKER,
        met_id,
        own,
        other,
        reporter_of(own),
        seen,
        gift.ward_code,
        gift.province_code,
        kept.active,
        request,
        kept_id=kept.id,
    )


def _shop(met_id: uuid.UUID) -> Meeting:
    account, found = signed_in_account(), responder_by_id(met_id)
    acts = found is not None and acts_for(met_id, account.id)
    if found is None or (found.kind == Kind.VOLUNTEER and not acts):
        raise NotFound
    owner = account_by_id(found.owner_id) if found.owner_id else None
    seen = {"name": owner.name if acts and owner else "", "of": found.name}
    own, other = of_account(account), known(owner)
    return at_responder(Met.SHOP, met_id, own, other, found, seen=seen, under_way=acts)


def _member(met_id: uuid.UUID) -> Meeting:
    account = signed_in_account()
    member = fellow(met_id, account)
    if member is None:
        raise NotFound
    seen = {"name": member.account.name if member.account else "", "of": member.responder.name}
    owns = member.responder.owner_id == account.id
    own, other = of_account(account), known(member.account)
    return at_responder(Met.MEMBER, met_id, own, other, member.responder, seen=seen, under_way=owns)


def _looked(met_id: uuid.UUID) -> Meeting:
    asked = ids_spoken_for()
    if asked is None:
        raise NotSignedIn
    request_id = db.session.scalar(
        sa.select(audit.AuditEntry.subject_id)
        .where(
            audit.AuditEntry.subject_id.in_(asked),
            audit.AuditEntry.actor == str(met_id),
            audit.AuditEntry.action == audit.REVEALED,
        )
        .order_by(audit.AuditEntry.id.desc())
        .limit(1)
    )
    looker, request = account_by_id(met_id), _request(request_id)
    if looker is None or request is None:
        raise NotFound
    seen = {"name": looker.name, "card": request.card}
    return at_request(
        Met.LOOKED,
        met_id,
        own=asker(request),
        other=of_account(looker),
        request=request,
        seen=seen,
        helps=looker,
        under_way=False,
    )


_WAYS: dict[Met, Callable[[uuid.UUID], Meeting]] = {
    Met.HELPER: _helper,
    Met.REQUESTER: _requester,
    Met.GIVER: _giver,
    Met.TAKER: _taker,
    Met.SHOP: _shop,
    Met.MEMBER: _member,
    Met.LOOKED: _looked,
}


def _request(request_id: uuid.UUID | None) -> HelpRequest | None:
    return request_by_id(request_id) if request_id else None


def went_last(request: HelpRequest) -> Assignment | None:
    """Who has gone for a request last, however it ended; of erased accounts nobody."""
    went = [(one.claimed_at, one) for one in request.assignments if one.claimed_at]
    went = [(at, one) for at, one in went if one.account_id]
    return max(went, key=lambda pair: pair[0])[1] if went else None


def _words(went: Assignment) -> list[dict[str, Any]]:
    """What the two wrote last, which both have read; a number in it is struck out."""
    return [
        {
            "by": "requester" if one.from_requester else "helper",
            "body": without_phones(one.body),
            "at": one.at.isoformat(),
        }
        for one in last_words(went.id, MOST_WORDS)
    ]


def _nobody() -> NotFound | NotSignedIn:
    return NotFound() if current_account() else NotSignedIn()
