"""A consent is kept as proof: nobody changes it, and time removes it when it proves nothing."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.cli.upkeep import keep_up
from connect.consents import Channel, Consent, Purpose, holds, record
from connect.consents.erasure import KEPT
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from tests.people import People


def write(at: datetime, given: bool = True, **about: Any) -> None:
    with transaction():
        record(Purpose.EMAIL, given=given, channel=Channel.WEB, **about)
        for new in db.session.new:
            if isinstance(new, Consent):
                new.at = at


def test_time_removes_what_holds_no_longer(context: Flask, people: People) -> None:
    old, newer = utcnow() - KEPT - timedelta(days=2), utcnow() - KEPT + timedelta(days=2)
    minh, gone, request = people.minh.id, uuid.uuid4(), uuid.uuid4()
    write(old, account_id=minh)
    write(old, account_id=people.huong.id)
    write(newer, account_id=people.huong.id, given=False)
    write(old, account_id=gone)
    write(old, request_id=request)
    write(newer, request_id=request)
    assert keep_up()["consents_forgotten"] == 3
    rows = sa.select(Consent.account_id, Consent.request_id, Consent.given).order_by(Consent.id)
    assert db.session.execute(rows).all() == [
        (minh, None, True),  # it holds still
        (people.huong.id, None, False),
        (None, request, True),
    ]
    assert holds(Purpose.EMAIL, account_id=minh)
    assert not holds(Purpose.EMAIL, account_id=people.huong.id)
    assert holds(Purpose.EMAIL, request_id=request)


@pytest.mark.parametrize(
    "change",
    [sa.update(Consent).values(given=False), sa.delete(Consent)],
    ids=["change", "remove"],
)
def test_nobody_changes_what_was_said(context: Flask, change: sa.UpdateBase) -> None:
    write(utcnow() - KEPT + timedelta(days=2), request_id=uuid.uuid4())
    with pytest.raises(sa.exc.DBAPIError, match="never changed"), transaction():
        db.session.execute(change)
    assert db.session.scalar(sa.select(sa.func.count()).where(Consent.given)) == 1
