"""Situations that many tests start from, made through the services like everything else."""

import math
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any, NamedTuple

from flask import Flask

from connect import hotlines, responders
from connect.accounts import Account
from connect.conversations.access import own_conversation
from connect.conversations.service import write
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.geo import Point, Whereabouts
from connect.help_requests import (
    CloseReason,
    HelpRequest,
    ItemDetails,
    RequestDetails,
    assignments,
    holding,
    keep_time,
    offering,
    open_request,
    queries,
    service,
)
from connect.help_requests.access import Standing
from connect.help_requests.lifecycle import Status
from connect.help_requests.listing import keep_listed
from connect.help_requests.models import Assignment
from connect.help_requests.silence import Silence
from connect.help_requests.viewer import View, standings
from connect.responders import Responder, ResponderDetails, members
from tests.people import BEN_THANH, DISTRICT_7, People, Person

# What nobody but those involved may read of the request that `a_need` describes.
SECRETS = {
    "phone": "+84912345699",
    "name": "Hoàng Thị Canary",
    "description": "cửa xanh, chuông hỏng, mật khẩu sầu riêng",
    "address": "số nhà 1243/77 đường Kín",
    "note": "bấm chuông tầng ba nhà bà Canary",
    "message": "chìa khoá dưới chậu cây sứ",
    "list": "mua giống lần trước cho bà Canary",
    "door": "số 77/12 đường Giấu, cửa Canary",
}
HERE = Point(DISTRICT_7["lat"], DISTRICT_7["lon"])
CLAIMANT = frozenset((Standing.STRANGER, Standing.MEMBER, Standing.CLAIMANT))
REQUESTER = frozenset((Standing.STRANGER, Standing.REQUESTER))
COLLEAGUE = frozenset((Standing.STRANGER, Standing.MEMBER, Standing.COLLEAGUE))
COORDINATOR = frozenset((Standing.STRANGER, Standing.MEMBER, Standing.COORDINATOR))


class Situation(NamedTuple):
    """A request of Bà Tư in some state; Hương was asked, and went for it where it was claimed."""

    request_id: uuid.UUID
    manage_token: str
    reply_token: str
    offer_id: uuid.UUID
    responder_id: uuid.UUID
    member_id: uuid.UUID | None = None
    invitation_id: uuid.UUID | None = None
    hotline_id: uuid.UUID | None = None
    order_id: uuid.UUID | None = None
    entry_id: uuid.UUID | None = None
    shop_id: uuid.UUID | None = None
    twin_id: uuid.UUID | None = None
    claim_id: uuid.UUID | None = None
    gone_id: uuid.UUID | None = None
    good_id: int | None = None
    gift_id: uuid.UUID | None = None
    photo_id: uuid.UUID | None = None
    reservation_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    judgement_id: uuid.UUID | None = None
    act_id: uuid.UUID | None = None
    report_id: uuid.UUID | None = None
    decision_id: uuid.UUID | None = None


def a_need(**changes: Any) -> RequestDetails:
    """One item of food at one place, with a secret in every private field."""
    told: dict[str, Any] = {
        "items": [
            ItemDetails(category="food", goods="Gạo", quantity="5 kg", note=SECRETS["note"]),
        ],
        "phone": SECRETS["phone"],
        "name": SECRETS["name"],
        "description": SECRETS["description"],
        "where": Whereabouts(point=HERE, address=SECRETS["address"]),
        "people": 2,
    }
    return RequestDetails(**(told | changes))


def a_helper(**changes: Any) -> ResponderDetails:
    """A volunteer in Bến Thành who brings food up to ten kilometres."""
    told: dict[str, Any] = {
        "kind": "volunteer",
        "name": "Hương",
        "point": Point(BEN_THANH["lat"], BEN_THANH["lon"]),
        "categories": ["food"],
        "radius_m": 10_000.0,
        "capacity": 3,
    }
    return ResponderDetails(**(told | changes))


def a_hotline(**changes: Any) -> hotlines.HotlineDetails:
    """The health post of the country, at a number that nobody has checked."""
    told: dict[str, Any] = {"name_vi": "Trạm y tế", "phones": ["115"], "topics": ["covid"]}
    return hotlines.HotlineDetails(**(told | changes))


def known_to_the_ward(*accounts: Account) -> None:
    """A coordinator vouches for these; nothing of theirs is in the index of offers yet."""
    with transaction():
        db.session.add_all(responders.Vouch(account_id=account.id) for account in accounts)


def help_from(account: Account, **changes: Any) -> Responder:
    """Registers a responder of this account."""
    return responders.register(account, a_helper(**changes))


def a_group(owner: Account, *joining: Account, **changes: Any) -> Responder:
    """An organisation of `owner` that these have joined; in a request context."""
    named = {"kind": "organisation", "name": "Bếp Yêu Thương"} | changes
    group = help_from(owner, **named)
    for account in joining:
        members.accept(account, members.invite(owner, group.id, account.phone).id)
    return group


def ask(app: Flask, account: Account | None = None, **changes: Any) -> HelpRequest:
    """Opens a request, by an account or without one."""
    return open_request(a_need(**changes), account, app.config["CONNECT"])


def situation(app: Flask, people: People, state: str) -> Situation:
    """Bà Tư's request, which Hương was asked for, in this state."""
    helper, asker = people.huong, people.ba_tu
    with app.test_request_context():
        huong, ba_tu = helper.account(), asker.account()
        responder = help_from(huong)
        request = ask(app, ba_tu)
        offer = db.session.query(Assignment).filter_by(request_id=request.id).one()
        made = Situation(
            request.id,
            queries.manage_token(request),
            queries.reply_token(request),
            offer.id,
            responder.id,
        )
        if state == Status.HELD:
            keep_back(request.id)
        elif state != Status.OPEN:
            assignments.accept(offer.id, huong)
            say(request.id, SECRETS["message"], ba_tu)
        if state in (Status.DELIVERED, Status.FULFILLED):
            assignments.deliver(request.id, huong, CLAIMANT)
        if state == Status.FULFILLED:
            service.confirm(request.id, ba_tu, REQUESTER)
        if state == Status.CLOSED:
            service.close(request.id, CloseReason.WITHDRAWN, ba_tu, REQUESTER)
        assert request_now(request.id).status == state
        return made


def keep_back(request_id: uuid.UUID) -> None:
    """Holds an open request, as one of too many whose phone nobody has proved."""
    with transaction():
        request = request_now(request_id)
        request.verified = False
        offering.withdraw_offers(request_id)
        holding.hold(request)


def say(request_id: uuid.UUID, body: str, account: Account) -> None:
    """Writes to the other side, as an account that has one."""
    request = request_now(request_id)
    own = own_conversation(View(request, account, standings(request, account, [])))
    write(own, body)


def request_now(request_id: uuid.UUID) -> HelpRequest:
    """The row as the database holds it now."""
    db.session.expire_all()
    request = db.session.get(HelpRequest, request_id)
    assert request is not None
    return request


def responder_now(responder_id: uuid.UUID) -> Responder:
    """The row as the database holds it now."""
    db.session.expire_all()
    responder = db.session.get(Responder, responder_id)
    assert responder is not None
    return responder


def assignments_of(request_id: uuid.UUID) -> list[Assignment]:
    """Whoever was asked for a request or took it, oldest first."""
    db.session.expire_all()
    return list(
        db.session.query(Assignment)
        .filter_by(request_id=request_id)
        .order_by(Assignment.created_at)
    )


def live_through(span: timedelta) -> Counter[str]:
    """Keeps time for so long, now and then, as the worker would; how many of each."""
    done: Counter[str] = Counter()
    start, pause = utcnow(), min(span / 2, timedelta(days=1))
    for round_ in range(1, math.ceil(span / pause)):
        done.update(keep_time(start + round_ * pause))
    return done + Counter(keep_time(start + span))


def long_silent(request_id: uuid.UUID) -> None:
    """The request was asked about, then hidden, and its last wait is over."""
    with transaction():
        request = request_now(request_id)
        request.silence, request.silence_due_at = Silence.HIDDEN, utcnow()
        keep_listed(request)


def age(request_id: uuid.UUID, by: timedelta) -> None:
    """Moves the last change of a request into the past."""
    with transaction():
        request = request_now(request_id)
        request.status_at -= by
        request.created_at -= by
        if request.silence_due_at is not None:
            request.silence_due_at -= by
    assert request_now(request_id).status_at < utcnow()


def at_the_desk(coordinator: Person, request_id: uuid.UUID) -> View:
    """A request as a coordinator of its area stands to it; in a request context."""
    return View(request_now(request_id), coordinator.account(), COORDINATOR)
