"""Sixteen people in processes of their own reach for three hundred requests at once."""

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
from connect.help_requests.models import Assignment, ListedRequest
from connect.responders import Responder
from tests.race import race
from tests.situations import HERE, ask, help_from

REQUESTS = 300
CLAIMANTS = 16


def make_claimants() -> list[uuid.UUID]:
    with transaction():
        accounts = [
            Account(phone=f"+849130000{n:02}", name=f"Người giúp {n}", password_hash="!")
            for n in range(CLAIMANTS)
        ]
        db.session.add_all(accounts)
        db.session.flush()
        for account in accounts:
            help_from(account, capacity=200)
    return [account.id for account in accounts]


def make_requests(app: Flask) -> list[uuid.UUID]:
    with transaction():
        return [ask(app, where=Whereabouts(point=HERE)).id for _n in range(REQUESTS)]


def test_each_request_is_won_by_exactly_one_of_all_who_try(app: Flask, settings: Settings) -> None:
    with app.test_request_context():
        request_ids = make_requests(app)
        account_ids = make_claimants()
    won = [
        request_id
        for one in race(settings, assignments.claim, account_ids, request_ids)
        for request_id in one
    ]

    assert len(won) == REQUESTS
    assert set(won) == set(request_ids)
    with app.test_request_context():
        active = list(db.session.scalars(sa.select(Assignment).where(Assignment.state.in_(ACTIVE))))
        assert Counter(one.request_id for one in active) == Counter(request_ids)
        statuses = db.session.scalars(sa.select(HelpRequest.status))
        assert Counter(statuses) == {Status.CLAIMED: REQUESTS}
        carried = Counter(one.responder_id for one in active)
        loads = db.session.execute(sa.select(Responder.id, Responder.load)).all()
        assert {row.id: row.load for row in loads} == {row.id: carried[row.id] for row in loads}
        claims = sa.select(sa.func.count()).where(AuditEntry.action == "claimed")
        assert db.session.scalar(claims) == REQUESTS
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ListedRequest)) == 0
