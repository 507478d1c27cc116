"""A consent is kept as proof: nobody changes it, and time removes it when it proves nothing."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.cli.upkeep import keep_up
from connect.consents import Channel, Consent, Purpose, erasure, holds, record
from connect.consents.erasure import KEPT, as_held, forget_old_consents
from connect.consents.queries import said_by, said_for
from connect.consents.words import TEXTS, version
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
    write(old, account_id=minh, request_id=request)  # nor beside an account that is there
    write(newer, request_id=request)
    assert keep_up()["consents_forgotten"] == 4
    rows = sa.select(Consent.account_id, Consent.request_id, Consent.given).order_by(Consent.id)
    assert db.session.execute(rows).all() == [
        (minh, None, True),  # it holds still
        (people.huong.id, None, False),
        (None, request, True),
    ]
    assert holds(Purpose.EMAIL, account_id=minh)
    assert not holds(Purpose.EMAIL, account_id=people.huong.id)
    assert holds(Purpose.EMAIL, request_id=request)


def test_what_is_said_to_another_purpose_takes_nothing_over(context: Flask, people: People) -> None:
    now, minh = utcnow(), people.minh.id
    write(now - KEPT, account_id=minh)
    with transaction():
        record(Purpose.HELP, given=True, channel=Channel.WEB, account_id=minh)
    assert forget_old_consents(now) == 0
    write(now, account_id=minh)
    assert forget_old_consents(now) == 1  # of this very moment


def test_at_most_a_thousand_go_at_once(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "AT_ONCE", 2)
    for _time in range(3):
        write(utcnow() - KEPT, request_id=uuid.uuid4())
    assert [forget_old_consents(utcnow()) for _time in range(3)] == [2, 1, 0]


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


def test_all_of_a_consent_is_told_in_the_words_of_then(context: Flask) -> None:
    at, request, staff = utcnow(), uuid.uuid4(), uuid.uuid4()
    said = Consent(
        purpose=Purpose.EMAIL,
        given=True,
        text_version=version(Purpose.EMAIL, "en"),
        language="en",
        channel=Channel.WEB,
        at=at,
    )
    told = {
        "purpose": "email",
        "request_id": None,
        "given": True,
        "text_version": said.text_version,
        "text": TEXTS[Purpose.EMAIL],
        "language": "en",
        "channel": "web",
        "by_somebody_else": False,
        "at": at.isoformat(),
    }
    assert as_held(said) == told
    said.request_id, said.recorded_by = request, staff
    assert as_held(said) == told | {"request_id": str(request), "by_somebody_else": True}


def test_what_was_read_in_another_language_is_kept_in_its_words(context: Flask) -> None:
    """The answer is in Vietnamese; who was asked on the phone heard English."""
    with transaction():
        about = uuid.uuid4()
        record(Purpose.HELP, given=True, channel=Channel.PHONE, request_id=about, in_language="en")
    [said] = said_for(about)
    assert (said.language, said.text_version) == ("en", version(Purpose.HELP, "en"))
    assert as_held(said)["text"] == TEXTS[Purpose.HELP]


def test_the_newest_word_counts_and_each_is_told_newest_first(context: Flask) -> None:
    """What is said for a request says nothing of the account beside it, nor the other way."""
    mine, about = uuid.uuid4(), uuid.uuid4()
    write(utcnow(), account_id=mine)
    write(utcnow(), given=False, account_id=mine)
    write(utcnow(), account_id=mine, request_id=about)
    assert not holds(Purpose.EMAIL, account_id=mine)
    assert holds(Purpose.EMAIL, account_id=mine, request_id=about)
    write(utcnow(), given=False, request_id=about)
    assert [one.given for one in said_for(about)] == [False, True]
    assert [one.given for one in said_by(mine)] == [True, False, True]
