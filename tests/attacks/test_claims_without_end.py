"""One account claims five hundred cases with four hands, by HTTP: it gets its cap."""

import re
import uuid
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from connect.accounts import Account
from connect.accounts.service import open_session
from connect.foundation.config import Settings
from connect.foundation.database import db, table_of, transaction
from connect.foundation.errors import WrongState
from connect.help_requests import HelpRequest, RequestItem
from connect.help_requests.lifecycle import ACTIVE
from connect.help_requests.measure import AT_ONCE
from connect.help_requests.models import Assignment
from connect.responders import Tier
from tests.people import People
from tests.race import race
from tests.situations import ask, help_from, known_to_the_ward

CASES_A_HAND = 125


@pytest.fixture(scope="session", autouse=True)
def tried_on_sqlite() -> None:
    """The database is what is attacked: both are tried."""


def so_many_cases(app: Flask, how_many: int) -> list[uuid.UUID]:
    """Open requests, all alike, of people with other phones."""
    first = ask(app)
    request, item = table_of(HelpRequest), table_of(RequestItem)
    of_first = db.session.execute(sa.select(request).where(request.c.id == first.id)).one()
    its_item = db.session.execute(sa.select(item).where(item.c.request_id == first.id)).one()
    ids = [uuid.uuid4() for _n in range(how_many)]
    with transaction():
        db.session.execute(
            sa.insert(request),
            [
                dict(of_first._mapping, id=id_, code=f"CASE{n}", phone=f"+849130{n:05}")
                for n, id_ in enumerate(ids)
            ],
        )
        db.session.execute(
            sa.insert(item),
            [dict(its_item._mapping, id=uuid.uuid4(), request_id=id_) for id_ in ids],
        )
    return ids


@cache
def token_of(account_id: uuid.UUID) -> str:
    return open_session(account_id)


def claim(request_id: uuid.UUID, account: Account) -> None:
    """By HTTP, as a program of theirs does. Raises `WrongState` where it is refused."""
    answer = current_app.test_client().post(
        f"/api/v1/requests/{request_id}/claim",
        headers={"Authorization": f"Bearer {token_of(account.id)}"},
    )
    if answer.status_code == 409:
        # That they carry so many already, and not that somebody was faster.
        assert re.search(r"\b(3|10)\b", answer.get_json()["title"])
        raise WrongState
    assert answer.status_code == 201


def test_who_claims_five_hundred_cases_has_three_or_ten(
    app: Flask, people: People, settings: Settings
) -> None:
    known, new = people.huong.id, people.minh.id
    with app.test_request_context():
        for person in (people.huong, people.minh):
            help_from(person.account(), capacity=200)
        known_to_the_ward(people.huong.account())
        hands = [new] * 4 + [known] * 2
        request_ids = so_many_cases(app, CASES_A_HAND * len(hands))
    as_outside = replace(settings, limits=True)
    won = race(as_outside, claim, hands, request_ids, shared_out=True)
    assert sum(map(len, won)) == AT_ONCE[Tier.VERIFIED] + AT_ONCE[Tier.VOUCHED]
    with app.test_request_context():
        carried = db.session.scalars(
            sa.select(Assignment.account_id).where(Assignment.state.in_(ACTIVE))
        )
        assert Counter(carried) == {new: 3, known: 10}
