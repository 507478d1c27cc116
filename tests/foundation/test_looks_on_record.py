"""Who was shown what is private stands in the log: once for a quarter of an hour of looking."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from connect.foundation import audit
from connect.foundation.audit import ONE_LOOK, AuditEntry
from connect.foundation.database import db, transaction

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERS, ANOTHERS = uuid.UUID(int=1), uuid.UUID(int=2)


def looks(*subjects: uuid.UUID) -> list[str]:
    return [one.actor for one in audit.looks_at(subjects)]


@pytest.mark.usefixtures("context")
def test_who_looks_again_looks_once() -> None:
    for actor, subject in [("huong", HERS), ("huong", HERS), ("minh", HERS), ("huong", ANOTHERS)]:
        audit.record_look(actor, subject)
        assert audit.looked_lately(actor, subject)
    assert looks(HERS) == ["huong", "minh"]
    assert looks(HERS, ANOTHERS) == ["huong", "minh", "huong"]
    assert looks() == []


@pytest.mark.parametrize(
    ("past", "lately"), [(ONE_LOOK - timedelta(seconds=1), True), (ONE_LOOK, False)]
)
def test_after_a_quarter_of_an_hour_it_is_another_look(
    past: timedelta, lately: bool, context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        seen = {"actor": "huong", "action": audit.REVEALED, "subject_id": HERS}
        db.session.add(AuditEntry(at=NOON, **seen))
    monkeypatch.setattr(audit, "utcnow", lambda: NOON + past)
    assert audit.looked_lately("huong", HERS) is lately
    audit.record_look("huong", HERS)
    assert looks(HERS) == ["huong"] * (1 if lately else 2)


@pytest.mark.usefixtures("context")
def test_other_acts_are_no_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "utcnow", lambda: NOON)
    with transaction():
        audit.record("huong", "claimed", HERS, responder="her own")
        db.session.flush()
        audit.record_each("minh", "noted", HERS, [{"n": 1}, {"n": 2}])
    assert not audit.looked_lately("huong", HERS)
    assert looks(HERS) == []
    told = audit.history(HERS)
    assert [(one.actor, one.action, one.detail) for one in told] == [
        ("huong", "claimed", {"responder": "her own"}),
        ("minh", "noted", {"n": 1}),
        ("minh", "noted", {"n": 2}),
    ]
    assert [one.at for one in told[1:]] == [NOON, NOON]
    assert audit.history(ANOTHERS) == []
