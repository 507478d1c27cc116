"""The demo: everything is there, and everything in it is true to the rules of the product."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.accounts import Account, Role, service
from connect.cli.demo import DemoAccount, load_demo
from connect.cli.demo.gifts import HOW_MANY as HOW_MANY_GIFTS
from connect.diary import Entry, Photo, State
from connect.foundation.audit import AuditEntry
from connect.foundation.clock import utcnow
from connect.foundation.database import db, table_of
from connect.foundation.errors import NotAllowed, WrongState
from connect.foundation.phones import parse_phone
from connect.giving import Gift, GiftPhoto, Held, Reservation
from connect.help_requests import CloseReason, HelpRequest, Status, candidates, keep_time
from connect.help_requests.lifecycle import ACTIVE, AssignmentState
from connect.help_requests.models import Assignment, ListedRequest, RequestItem
from connect.responders import Kind, Responder, rebuild_indexes, responders_of
from connect.responders.models import Good, ResponderOffer, SupplierPoint
from tests.conftest import KEPT_TABLES
from tests.emptying import Emptying
from tests.web import browser_of

BEN_THANH = "10.772,106.698"
# What the last of these says of a request is the state that it is in.
STATE_AFTER = {
    "opened": Status.OPEN,
    "released": Status.OPEN,
    "lapsed": Status.OPEN,
    "reopened": Status.OPEN,
    "delivered_in_part": Status.OPEN,
    "claimed": Status.CLAIMED,
    "delivered": Status.DELIVERED,
    "confirmed": Status.FULFILLED,
    "closed": Status.CLOSED,
    "expired": Status.CLOSED,
}


@pytest.fixture(scope="module")
def cast(shared_app: Flask) -> Iterator[dict[str, DemoAccount]]:
    """The demo, loaded once for all of these tests, which only read; the accounts by role."""
    with shared_app.app_context():
        accounts = load_demo()
        db.session.remove()
    yield {account.role: account for account in accounts}
    with shared_app.app_context():
        tables = reversed(db.metadata.sorted_tables)
        Emptying([table for table in tables if table.name not in KEPT_TABLES])(db.engine)


@pytest.fixture
def demo(shared_app: Flask, cast: dict[str, DemoAccount]) -> Iterator[dict[str, DemoAccount]]:
    """The accounts, in a context."""
    with shared_app.test_request_context():
        yield cast
        db.session.rollback()


def account_of(one: DemoAccount) -> Account:
    return db.session.query(Account).filter_by(phone=one.phone).one()


def test_a_few_thousand_responders_of_every_kind(demo: dict[str, DemoAccount]) -> None:
    everyone = db.session.query(Responder).all()
    assert len(everyone) > 2_400
    assert {one.kind for one in everyone} == set(Kind)
    assert any(not one.available for one in everyone)
    assert any(one.load == one.capacity for one in everyone)
    assert {parse_phone(one.phone or "") for one in everyone} == {one.phone for one in everyone}
    cities = Counter(one.lat > 16 for one in everyone)
    assert min(cities.values()) > 500
    assert db.session.query(Good).filter(Good.price.is_not(None)).count() > 1_000


def test_some_have_said_thank_you_and_a_few_have_drawn(demo: dict[str, DemoAccount]) -> None:
    entries = db.session.query(Entry).all()
    assert Counter(one.state for one in entries).keys() == {State.SHOWN, State.WAITING}
    requests = {one.id: one for one in db.session.query(HelpRequest)}
    for entry in entries:
        request = requests[entry.request_id]
        assert request.status == Status.FULFILLED
        assert request.status_at <= entry.written_at <= utcnow()
        assert entry.province_code in ("79", "01")
        assert entry.author_name in ("", *request.name.split())
    drawn = sum(one.has_photo for one in entries)
    assert 5 <= drawn == db.session.query(Photo).count()


def test_things_are_given_and_some_are_kept_for_someone(demo: dict[str, DemoAccount]) -> None:
    gifts = {one.id: one for one in db.session.query(Gift)}
    assert len(gifts) == HOW_MANY_GIFTS
    assert {one.category.code for one in gifts.values()} >= {"school_supplies", "food", "other"}
    kept = db.session.query(Reservation).all()
    assert {one.state for one in kept} == {
        Held.RESERVED, Held.SETTLED, Held.COLLECTED, Held.RELEASED,
    }  # fmt: skip
    gone: Counter[object] = Counter()
    for one in kept:
        assert one.gift.giver_id != one.taker_id
        assert one.gift.created_at < one.created_at <= utcnow()
        assert not one.active or one.lapses_at > utcnow()
        if one.state != Held.RELEASED:
            gone[one.gift_id] += one.amount
    for gift in gifts.values():
        assert gift.amount - gift.available == gone[gift.id]
        assert gift.card["available"] == gift.available
    drawn = [one for one in gifts.values() if one.card["photo"]]
    waiting = db.session.query(GiftPhoto).filter_by(waiting=True).count()
    assert 5 <= len(drawn) == db.session.query(GiftPhoto).count() - waiting
    assert 1 <= waiting < len(drawn)
    offered = [one for one in gifts.values() if one.state == "offered"]
    assert len(offered) > 0.8 * len(gifts)
    resident = account_of(demo["resident"])
    assert any(one.taker_id == resident.id and one.active for one in kept)


def test_requests_in_every_state_and_closed_for_every_reason(demo: dict[str, DemoAccount]) -> None:
    requests = db.session.query(HelpRequest).all()
    assert len(requests) > 350
    assert {one.status for one in requests} == set(Status) - {Status.HELD}
    assert {one.close_reason for one in requests} == {None, *CloseReason}
    assert all((one.close_reason is None) == (one.status != Status.CLOSED) for one in requests)
    waiting = [one for one in requests if one.status == Status.OPEN]
    assert any(one.urgency == "urgent" for one in waiting)
    assert any(one.created_at < utcnow() - timedelta(days=1) for one in waiting)
    in_part = [one for one in waiting if any(item.delivered_by_id for item in one.items)]
    assert in_part
    assert all(any(not item.delivered_by_id for item in one.items) for one in in_part)


def test_no_two_neighbours_say_the_same(demo: dict[str, DemoAccount]) -> None:
    requests = db.session.query(HelpRequest).all()
    assert Counter(one.description for one in requests).most_common(1)[0][1] <= 6
    assert not any("{" in one.description + one.name + one.address for one in requests)
    titles = Counter(str(one.card["items"]) for one in requests)
    assert titles.most_common(1)[0][1] <= 12


def test_every_story_fits_the_state_and_nothing_is_in_the_future(
    demo: dict[str, DemoAccount],
) -> None:
    stories = defaultdict(list)
    for entry in db.session.query(AuditEntry).order_by(AuditEntry.id):
        stories[entry.subject_id].append(entry)
    for request in db.session.query(HelpRequest):
        told = stories[request.id]
        assert [one.at for one in told] == sorted(one.at for one in told)
        assert (told[0].action, told[0].at) == ("opened", request.created_at)
        assert told[-1].at <= utcnow()
        changes = [one for one in told if one.action in STATE_AFTER]
        assert STATE_AFTER[changes[-1].action] == request.status
        assert request.status_at == changes[-1].at
        assert any(one.action == "asked" for one in told)


def test_loads_are_the_cases_carried_and_leases_run(demo: dict[str, DemoAccount]) -> None:
    now = utcnow()
    carried: Counter[object] = Counter()
    for one in db.session.query(Assignment):
        assert one.created_at <= now
        if one.state in ACTIVE:
            carried[one.responder_id] += 1
            assert one.lapses_at is not None
            assert one.lapses_at > now
            assert one.ended_at is None
        elif one.state == AssignmentState.OFFERED:
            assert one.lapses_at is not None
            assert one.lapses_at > now - timedelta(minutes=3)
        else:
            assert one.ended_at is not None
            assert one.created_at <= one.ended_at <= now
    loads = {one.id: one.load for one in db.session.query(Responder) if one.load}
    assert loads == dict(carried)
    claimed = db.session.query(HelpRequest).filter_by(status=Status.CLAIMED).count()
    assert claimed == carried.total()


def test_the_indexes_are_in_step(demo: dict[str, DemoAccount]) -> None:
    def rows() -> list[set[tuple[object, ...]]]:
        tables = (table_of(ResponderOffer), table_of(SupplierPoint))
        chosen = [
            sa.select(table.c.responder_id, table.c.slot, table.c.lat, table.c.lon)
            for table in tables
        ]
        return [{tuple(row) for row in db.session.execute(one)} for one in chosen]

    before = rows()
    rebuild_indexes()
    assert rows() == before
    open_ids = set(db.session.scalars(sa.select(HelpRequest.id).filter_by(status=Status.OPEN)))
    assert set(db.session.scalars(sa.select(ListedRequest.request_id))) == open_ids


def test_time_has_nothing_to_catch_up_with(demo: dict[str, DemoAccount]) -> None:
    assert sum(keep_time().values()) <= 5


def test_the_cast_can_sign_in_and_has_its_roles(demo: dict[str, DemoAccount]) -> None:
    assert set(demo) == {"resident", "volunteer", "shopkeeper", "coordinator", "admin"}
    roles = {}
    for name, one in demo.items():
        account = service.sign_in(phone=one.phone, password=one.password)
        roles[name] = (account.role, account.area_code)
    assert roles["coordinator"] == (Role.COORDINATOR, "79")
    assert roles["admin"] == (Role.ADMIN, None)
    assert roles["resident"] == (Role.RESIDENT, None)


def test_the_resident_waits_for_one_thing_and_has_another_to_confirm(
    demo: dict[str, DemoAccount],
) -> None:
    resident = account_of(demo["resident"])
    own = db.session.query(HelpRequest).filter_by(requester_id=resident.id).all()
    assert {one.status for one in own} == {Status.OPEN, Status.DELIVERED}
    assert {one.phone for one in own} == {resident.phone}


def test_the_volunteer_has_a_case_and_two_offers(demo: dict[str, DemoAccount]) -> None:
    (profile,) = responders_of(account_of(demo["volunteer"]).id)
    states = Counter(
        db.session.scalars(sa.select(Assignment.state).filter_by(responder_id=profile.id))
    )
    assert states == {AssignmentState.ACCEPTED: 1, AssignmentState.OFFERED: 2}


def test_the_shopkeeper_has_a_shop_with_goods(demo: dict[str, DemoAccount]) -> None:
    (shop,) = responders_of(account_of(demo["shopkeeper"]).id)
    assert shop.kind == Kind.SUPPLIER
    assert {good.stock for good in shop.goods} == {"in", "low", "out"}


def test_near_ben_thanh_people_wait(shared_app: Flask, cast: dict[str, DemoAccount]) -> None:
    page = browser_of(shared_app).get(f"/requests?near={BEN_THANH}")
    assert page.status_code == 200
    assert page.get_data(as_text=True).count('href="/requests/') >= 15


def test_matching_finds_helpers_for_those_who_wait(demo: dict[str, DemoAccount]) -> None:
    waiting = db.session.query(HelpRequest).filter_by(status=Status.OPEN).all()
    found = [bool(candidates(one, 3)) for one in waiting]
    assert sum(found) > 0.9 * len(found)


def test_it_is_refused_where_there_is_anything(demo: dict[str, DemoAccount]) -> None:
    before = db.session.query(RequestItem).count()
    with pytest.raises(WrongState):
        load_demo()
    assert db.session.query(RequestItem).count() == before


def test_it_is_refused_in_production(
    shared_app: Flask, demo: dict[str, DemoAccount], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = dataclasses.replace(shared_app.config["CONNECT"], production=True)
    monkeypatch.setitem(shared_app.config, "CONNECT", real)
    with pytest.raises(NotAllowed):
        load_demo()
