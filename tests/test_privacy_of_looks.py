"""Who reads what a request says in private is on record, and reads it no longer than they need."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from connect.foundation.audit import AuditEntry, history
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db, transaction
from connect.help_requests import assignments, service
from connect.help_requests.lifecycle import Status
from tests.laid_open import never_changed_laid_open
from tests.people import People
from tests.secret_words import secrets_in
from tests.situations import CLAIMANT, REQUESTER, SECRETS, situation
from tests.web import browser_of


def reveals(request_id: UUID) -> list[str]:
    db.session.expire_all()
    return [entry.actor for entry in history(request_id) if entry.action == "revealed"]


def test_each_look_of_a_claimant_or_coordinator_is_on_record(app: Flask, people: People) -> None:
    """Once in a quarter of an hour for each of them: an open page looks again by itself."""
    here = situation(app, people, Status.CLAIMED)
    url = f"/requests/{here.request_id}"
    huong, lan = str(people.huong.id), str(people.chi_lan.id)
    looks: list[tuple[Callable[[], Any], list[str]]] = [
        (lambda: people.huong.client.get(f"/api/v1{url}"), [huong]),
        (lambda: people.chi_lan.client.get(f"/api/v1{url}"), [lan]),
        (lambda: people.chi_lan.client.get(f"/api/v1{url}"), [lan]),
        (lambda: people.chi_lan.client.patch(f"/api/v1{url}", json={"people": 4}), [lan]),
        (lambda: people.huong.browser.get(url), [huong]),
        (lambda: people.chi_lan.browser.get(url), [lan]),
    ]
    with app.test_request_context():
        expected = reveals(here.request_id)
        assert expected == [huong]  # the claim itself told the phone and the place
    for look, who in looks:
        with app.test_request_context(), transaction():
            before = utcnow() - timedelta(minutes=15, seconds=1)
            with never_changed_laid_open(db.session.connection()):
                db.session.execute(sa.update(AuditEntry).values(at=before))
        for _again in range(3):
            answer = look()
            assert SECRETS["address"] in str(answer.json or answer.get_data(as_text=True))
            with app.test_request_context():
                assert reveals(here.request_id) == expected + who
        expected += who


def test_who_sees_only_the_card_leaves_no_record(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    stranger, url = browser_of(app), f"/api/v1/requests/{here.request_id}"
    for look in (
        stranger.get(url),
        people.nobody.client.get(url),
        people.anh_ha.client.get(url),
        stranger.get(url, headers={"X-Manage-Token": here.manage_token}),
    ):
        assert look.status_code == 200
    with app.test_request_context():
        assert reveals(here.request_id) == [str(people.huong.id)]


def test_who_has_delivered_no_longer_sees_the_secrets_after_the_end(
    app: Flask, people: People, settings: Settings
) -> None:
    here = situation(app, people, Status.DELIVERED)
    url = f"/api/v1/requests/{here.request_id}"
    assert secrets_in(str(people.huong.client.get(url).json))
    with app.test_request_context():
        service.confirm(here.request_id, None, REQUESTER)
    assert secrets_in(str(people.huong.client.get(url).json)) == []


def test_who_handed_it_back_no_longer_sees_the_secrets(app: Flask, people: People) -> None:
    here, volunteer = situation(app, people, Status.CLAIMED), people.huong
    with app.test_request_context():
        assignments.release(here.request_id, volunteer.account(), CLAIMANT)
    shown = people.huong.client.get(f"/api/v1/requests/{here.request_id}").json
    assert secrets_in(str(shown)) == []
