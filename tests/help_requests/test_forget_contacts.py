"""Thirty days after the end nobody knows who asked, nor where: what was needed and when, stays."""

from collections.abc import Iterable
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import NotAllowed
from connect.help_requests import (
    CloseReason,
    ImportedRequest,
    Standing,
    Status,
    forget_old_contacts,
    forgetting,
    queries,
    save_imported,
    service,
)
from connect.help_requests.forgetting import KEPT
from connect.help_requests.models import HelpRequest
from tests.help_requests.test_races import together
from tests.people import People
from tests.plans import analyze, each_plan, many_requests
from tests.situations import SECRETS, Situation, a_need, ask, request_now, situation
from tests.web import browser_of

ENDED = [Status.FULFILLED, Status.CLOSED]
OWN = frozenset((Standing.REQUESTER, Standing.COORDINATOR))


def ended_before(app: Flask, here: Situation, age: timedelta) -> None:
    with app.app_context(), transaction():
        request_now(here.request_id).status_at = utcnow() - age


@pytest.mark.parametrize("state", Status)
def test_who_asked_is_forgotten_thirty_days_after_the_end_and_not_before(
    state: Status, app: Flask, people: People
) -> None:
    here = situation(app, people, state)
    with app.app_context():
        before = request_now(here.request_id)
        door = (before.lat, before.lon)
        words = [(item.goods, item.quantity) for item in before.items]
    ended_before(app, here, KEPT - timedelta(minutes=1))
    with app.app_context():
        assert forget_old_contacts(utcnow()) == 0
        assert request_now(here.request_id).phone == SECRETS["phone"]
    ended_before(app, here, KEPT + timedelta(minutes=1))
    with app.test_request_context():
        assert forget_old_contacts(utcnow()) == (state in ENDED)
        assert forget_old_contacts(utcnow()) == 0
        now = request_now(here.request_id)
        if state not in ENDED:
            assert (now.phone, now.lat, now.lon) == (SECRETS["phone"], *door)
            return
        assert (now.phone, now.name, now.description, now.address) == (None, "", "", "")
        assert (now.lat, now.lon) == (now.cell_lat, now.cell_lon) != door
        assert [(item.goods, item.quantity) for item in now.items] == words
        with pytest.raises(NotAllowed):  # nobody could be called any more
            service.reopen(here.request_id, None, OWN)
    browser = browser_of(app)
    browser.hold(here.manage_token)
    page = browser.get(f"/requests/{here.request_id}").get_data(as_text=True)
    for told in ("name", "phone", "address", "description", "note"):
        assert SECRETS[told] not in page
    assert "hơn ba mươi ngày" in page


def test_some_at_once_and_the_oldest_first(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    now = utcnow()
    with app.test_request_context():
        ids = [ask(app, phone=None).id for _n in range(4)]
        for days, id_ in enumerate(ids):
            service.close(id_, CloseReason.WITHDRAWN, None, OWN)
            with transaction():  # the first of them at this very moment
                request_now(id_).status_at = now - KEPT - timedelta(days=days)
        for forgotten in (ids[2:], ids):
            assert forget_old_contacts(now) == 2
            assert [id_ for id_ in ids if request_now(id_).forgotten_at] == forgotten
        assert forget_old_contacts(now) == 0


def test_who_opens_it_again_at_that_very_moment_is_not_forgotten(
    app: Flask, people: People
) -> None:
    here = situation(app, people, Status.OPEN)
    with app.app_context():
        service.close(here.request_id, CloseReason.WITHDRAWN, None, OWN)
    ended_before(app, here, KEPT + timedelta(minutes=1))
    together(
        app,
        slow=lambda: forget_old_contacts(utcnow()),
        fast=lambda: service.reopen(here.request_id, None, OWN),
        at=("FROM help_request",),
    )
    with app.app_context():
        now = request_now(here.request_id)
        assert (now.status == Status.OPEN) == (now.phone == SECRETS["phone"])


def test_a_file_that_comes_every_night_does_not_bring_them_back(app: Flask, people: People) -> None:
    here = situation(app, people, Status.FULFILLED)
    ended_before(app, here, KEPT + timedelta(minutes=1))
    with app.app_context():
        assert forget_old_contacts(utcnow()) == 1
        told = ImportedRequest(details=a_need(name=SECRETS["name"], phone=SECRETS["phone"]))
        save_imported([(str(here.request_id), told)], app.config["CONNECT"])
        now = request_now(here.request_id)
        assert (now.phone, now.name, now.description) == (None, "", "")
        assert (now.lat, now.lon) == (now.cell_lat, now.cell_lon)


def test_the_sweep_walks_an_index_of_those_who_are_known_still(
    context: Flask, on_postgis: bool
) -> None:
    with transaction():
        many_requests()
        done = HelpRequest.status != Status.OPEN
        db.session.execute(
            sa.update(HelpRequest).where(done).values(forgotten_at=utcnow(), phone=None)
        )
        due = sa.select(HelpRequest.id).where(done).limit(20).scalar_subquery()
        db.session.execute(
            sa.update(HelpRequest)
            .where(HelpRequest.id.in_(due))
            .values(forgotten_at=None, status_at=utcnow() - 2 * KEPT)
        )
    analyze()
    plan = each_plan(lambda: forget_old_contacts(utcnow()))[0]
    assert "ix_help_request_known" in plan
    assert "Seq Scan" not in plan


def test_the_rooms_above_are_told_whose_they_forget(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[UUID] = []
    monkeypatch.setattr(forgetting, "_on_forgetting", [told.append])
    here = situation(app, people, Status.FULFILLED)
    ended_before(app, here, KEPT + timedelta(minutes=1))
    with app.app_context():
        assert forget_old_contacts(utcnow()) == 1
    assert told == [here.request_id]


def test_what_is_opened_again_before_it_is_locked_is_not_forgotten(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = situation(app, people, Status.CLOSED)
    ended_before(app, here, KEPT + timedelta(minutes=1))

    def opened_meanwhile(ids: Iterable[UUID]) -> list[HelpRequest]:
        found = queries.requests_to_change(ids)
        for request in found:
            request.status = Status.OPEN
        return found

    lock = SimpleNamespace(requests_to_change=opened_meanwhile)
    with app.app_context():
        monkeypatch.setattr(forgetting, "queries", lock)
        assert forget_old_contacts(utcnow()) == 0
        assert request_now(here.request_id).phone == SECRETS["phone"]
