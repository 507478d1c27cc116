"""A block: two people who never meet again, whichever of them asked for it."""

from datetime import timedelta

import pytest
from flask import Flask

from connect.accounts import (
    Pairs,
    block,
    block_each,
    firsts,
    forget_old_suspensions,
    parting,
    refuse_suspended,
    suspend,
    unblock,
)
from connect.accounts.models import Block, Suspension
from connect.foundation.audit import history
from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.foundation.errors import NotAllowed, NotFound
from connect.help_requests import candidates
from tests.people import People
from tests.situations import SECRETS, ask, assignments_of, help_from, request_now, situation

TU = SECRETS["phone"]


@pytest.mark.parametrize("tu_asked", [True, False])
@pytest.mark.parametrize("contact", [None, "+84912345644"])
def test_the_blocked_are_not_proposed_and_not_asked(
    tu_asked: bool, contact: str | None, app: Flask, people: People
) -> None:
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        blocked = contact or huong.phone
        pair = (TU, blocked) if tu_asked else (blocked, TU)
        block(blocker_phone=pair[0], blocked_phone=pair[1])
        help_from(huong.account(), phone=contact)
        other = help_from(minh.account()).id
        request = ask(app)
        assert [one.responder_id for one in candidates(request, 10)] == [other]
        assert [one.responder_id for one in assignments_of(request.id)] == [other]


@pytest.mark.parametrize("tu_asked", [True, False])
def test_the_blocked_can_neither_claim_nor_accept(
    tu_asked: bool, app: Flask, people: People
) -> None:
    here = situation(app, people, "open")
    pair = (TU, people.huong.phone) if tu_asked else (people.huong.phone, TU)
    with app.test_request_context():
        block(blocker_phone=pair[0], blocked_phone=pair[1])
    claim = people.huong.client.post(f"/api/v1/requests/{here.request_id}/claim")
    accept = people.huong.client.post(f"/api/v1/offers/{here.offer_id}/accept")
    assert (claim.status_code, accept.status_code) == (404, 404)
    with app.test_request_context():
        assert request_now(here.request_id).status == "open"


def test_others_still_meet(app: Flask, people: People) -> None:
    minh = people.minh
    with app.test_request_context():
        block(blocker_phone=TU, blocked_phone=people.huong.phone)
        block(blocker_phone=TU, blocked_phone=people.huong.phone)  # twice changes nothing
        other = help_from(minh.account()).id
        request = ask(app)
        assert [one.responder_id for one in candidates(request, 10)] == [other]
    assert minh.client.post(f"/api/v1/requests/{request.id}/claim").status_code == 201


def test_who_has_several_phones_is_parted_in_one_order_for_all(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All pairs in one room before the next: whoever else locks, locks in this order."""
    one, two, typed, other = (f"+8491234560{n}" for n in range(4))
    told: list[Pairs] = []
    monkeypatch.setattr(parting, "_on_block", [told.append])
    block_each({two: True, one: True}, {typed: False, other: True})
    assert told == [[(one, other), (two, other)]]


def test_whoever_is_blocked_by_one_phone_is_blocked_by_the_others_too(context: Flask) -> None:
    me, known, more = (f"+8491234560{n}" for n in range(3))
    block_each({me: True}, {known: True})
    block_each({me: True}, {known: True, more: True}, met="helper")
    rows = db.session.query(Block).order_by(Block.blocked_phone)
    assert [(one.blocked_phone, one.met) for one in rows] == [(known, ""), (more, "helper")]


def test_nobody_takes_back_what_another_has_blocked(context: Flask) -> None:
    me, other, them = (f"+8491234560{n}" for n in range(3))
    for blocker in (me, other):
        block(blocker_phone=blocker, blocked_phone=them)
    [theirs] = db.session.query(Block).filter_by(blocker_phone=other)
    with pytest.raises(NotFound):
        unblock(theirs.act_id, [me])
    unblock(theirs.act_id, [me, other])
    assert [one.blocker_phone for one in db.session.query(Block)] == [me]


def test_a_suspension_is_forgotten_when_it_is_over(context: Flask, people: People) -> None:
    minh, now = people.minh, utcnow()
    later = now + timedelta(days=1)
    suspend(people.huong.phone, now)
    suspend(minh.phone, later)
    assert [one.detail for one in history(minh.id)] == [{"until": later.isoformat()}]
    refuse_suspended(people.huong.account())
    refuse_suspended(None)
    with pytest.raises(NotAllowed):
        refuse_suspended(minh.account())
    assert forget_old_suspensions(now) == 1
    assert [one.phone for one in db.session.query(Suspension)] == [minh.phone]


def test_who_leaves_blocks_nobody_and_is_blocked_still(app: Flask, people: People) -> None:
    huong, minh, tu = people.huong, people.minh, people.ba_tu
    with app.test_request_context():
        for blocker, blocked in ((huong, tu), (minh, huong), (minh, tu)):
            block(blocker_phone=blocker.phone, blocked_phone=blocked.phone)
    assert huong.client.delete("/api/v1/me").status_code == 204
    with app.app_context():
        left = list(db.session.query(Block).order_by(Block.blocked_phone))
        assert [(one.blocker_phone, one.blocked_phone) for one in left] == [
            (minh.phone, huong.phone),
            (minh.phone, tu.phone),
        ]
        assert firsts([*left, *left]) == left  # an act each
