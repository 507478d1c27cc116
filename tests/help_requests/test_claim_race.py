"""Sixteen hands in processes of their own reach for many requests at once, some of one person."""

import uuid
from collections import Counter

import sqlalchemy as sa
from flask import Flask

from connect.accounts import Account
from connect.foundation.audit import AuditEntry
from connect.foundation.config import Settings
from connect.foundation.database import db, transaction
from connect.geo import Whereabouts
from connect.help_requests import HelpRequest, Status, assignments
from connect.help_requests.lifecycle import ACTIVE
from connect.help_requests.measure import AT_ONCE
from connect.help_requests.models import Assignment, ListedRequest
from connect.responders import Responder, Tier
from tests.race import race
from tests.situations import HERE, ask, help_from, known_to_the_ward

# Of seven with an account each, and seven who are vouched for; two of them have a second phone.
EACH, HANDS = 7, 16
CAPS = [AT_ONCE[Tier.VERIFIED]] * EACH + [AT_ONCE[Tier.VOUCHED]] * EACH
REQUESTS = sum(CAPS) + 9


def make_claimants() -> list[uuid.UUID]:
    with transaction():
        accounts = [
            Account(phone=f"+849130000{n:02}", name=f"Người giúp {n}", password_hash="!")
            for n in range(2 * EACH)
        ]
        db.session.add_all(accounts)
        db.session.flush()
        for account in accounts:
            help_from(account, capacity=200)
        known_to_the_ward(*accounts[EACH:])
    return [account.id for account in accounts]


def make_requests(app: Flask) -> list[uuid.UUID]:
    with transaction():
        return [ask(app, where=Whereabouts(point=HERE)).id for _n in range(REQUESTS)]


def test_each_request_is_won_once_and_nobody_wins_more_than_they_may_carry(
    app: Flask, settings: Settings
) -> None:
    with app.test_request_context():
        request_ids = make_requests(app)
        account_ids = make_claimants()
    hands = [*account_ids, account_ids[0], account_ids[-1]]
    assert len(hands) == HANDS
    won = [
        request_id
        for one in race(settings, assignments.claim, hands, request_ids)
        for request_id in one
    ]

    assert len(won) == len(set(won)) == sum(CAPS)
    with app.test_request_context():
        active = list(db.session.scalars(sa.select(Assignment).where(Assignment.state.in_(ACTIVE))))
        assert Counter(one.request_id for one in active) == Counter(won)
        assert Counter(one.account_id for one in active) == dict(
            zip(account_ids, CAPS, strict=True)
        )
        statuses = db.session.scalars(sa.select(HelpRequest.status))
        left = REQUESTS - sum(CAPS)
        assert Counter(statuses) == {Status.CLAIMED: sum(CAPS), Status.OPEN: left}
        carried = Counter(one.responder_id for one in active)
        loads = db.session.execute(sa.select(Responder.id, Responder.load)).all()
        assert {row.id: row.load for row in loads} == {row.id: carried[row.id] for row in loads}
        claims = sa.select(sa.func.count()).where(AuditEntry.action == "claimed")
        assert db.session.scalar(claims) == sum(CAPS)
        listed = sa.select(sa.func.count(sa.distinct(ListedRequest.request_id)))
        assert db.session.scalar(listed) == left
