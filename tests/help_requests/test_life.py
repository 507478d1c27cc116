"""The whole life of requests: whatever people do, in whatever order, what must hold holds.

Hypothesis chooses who does what and when; after each step the database is asked about all of it.
What a use case refuses is no fault: that it refuses is what other tests look at.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from connect.accounts import Account
from connect.foundation import clock
from connect.foundation.audit import history
from connect.foundation.database import db
from connect.foundation.errors import ConnectError
from connect.geo import Point, Whereabouts
from connect.help_requests import (
    ItemDetails,
    assignments,
    check_ins,
    keep_time,
    queries,
    service,
)
from connect.help_requests.check_ins import Answer
from connect.help_requests.lifecycle import (
    ACTIVE,
    LET_GO,
    TRANSITIONS,
    AssignmentState,
    CloseReason,
    Event,
    Status,
)
from connect.help_requests.models import Assignment, HelpRequest, ListedRequest
from connect.help_requests.offering import ASKED_AT_ONCE
from connect.help_requests.silence import Silence
from connect.notifications.models import Notice
from connect.responders import Responder
from connect.responders import service as responders_service
from tests.people import People, Person
from tests.situations import CLAIMANT, COORDINATOR, HERE, REQUESTER, ask, help_from

MOST_OFFERS = 3
HELPERS = ("huong", "minh", "shop", "nobody")
GOODS = ("food", "medicine", "shopping")
HELPING = ("claim", "accept", "decline", "set out", "deliver", "deliver one", "release")
SAYING = ("confirm", "reopen", "keep", "close", *Answer)
# Where it is quiet to be asked, near and far: 0 to 30 km north of the requests.
places = st.integers(0, 30).map(lambda km: Point(HERE.lat + km / 111, HERE.lon))
EVENTS = {
    "claimed": Event.CLAIM,
    "released": Event.RELEASE,
    "lapsed": Event.LAPSE,
    "delivered": Event.DELIVER,
    "delivered_in_part": Event.DELIVER_PART,
    "confirmed": Event.CONFIRM,
    "reopened": Event.REOPEN,
    "closed": Event.CLOSE,
    "expired": Event.EXPIRE,
}


class Clock(datetime):
    """The time of the machine: as it is, and a while later."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain datetime
        """The real moment, moved ahead."""
        return datetime.now(tz) + cls.ahead


class Life(RuleBasedStateMachine):
    """People who ask, people who help, and time."""

    app: Flask
    clean: Callable[[], None]
    seen: set[str]
    requests = Bundle("requests")
    helpers = Bundle("helpers")

    @initialize(target=helpers, at=places)
    def somebody_helps(self, at: Point) -> Any:
        """A world with one helper in it."""
        self._begin()
        return self._register("huong", at, GOODS[:2], 20, 2)

    @initialize(target=requests, urgent=st.booleans())
    def somebody_waits(self, *, urgent: bool) -> Any:
        """And with one who needs two things."""
        self._begin()
        return self._ask(["food", "medicine"], HERE, urgent=urgent, with_account=True)

    def _begin(self) -> None:
        if not hasattr(self, "people"):
            type(self).clean()
            Clock.ahead = timedelta()
            self.people = People(self.app)
            self.offered: set[uuid.UUID] = set()
            self.refused: set[tuple[uuid.UUID, uuid.UUID | None]] = set()

    @contextmanager
    def _acting(self) -> Iterator[None]:
        with self.app.test_request_context(), suppress(ConnectError):
            yield

    def _register(
        self, name: str, at: Point, goods: tuple[str, ...], km: int, capacity: int
    ) -> tuple[str, uuid.UUID]:
        with self.app.test_request_context():
            made = help_from(
                self._person(name).account(),
                point=at,
                categories=list(goods),
                radius_m=km * 1000.0,
                capacity=capacity,
            )
            return name, made.id

    def _person(self, name: str) -> Person:
        person: Person = getattr(self.people, name)
        return person

    @rule(
        target=helpers,
        name=st.sampled_from(HELPERS),
        at=places,
        goods=st.sampled_from([("food",), ("medicine", "food"), GOODS]),
        km=st.sampled_from([3, 15, 40]),
        capacity=st.integers(1, 2),
    )
    def another_helps(
        self, name: str, at: Point, goods: tuple[str, ...], km: int, capacity: int
    ) -> Any:
        """One more responder; somebody may have several."""
        return self._register(name, at, goods, km, capacity)

    @rule(
        target=requests,
        items=st.lists(st.sampled_from(GOODS), min_size=1, max_size=3),
        urgent=st.booleans(),
        at=places,
        with_account=st.booleans(),
    )
    def someone_asks(self, items: list[str], *, urgent: bool, at: Point, with_account: bool) -> Any:
        """A request, by an account or without one; a helper may need help, too."""
        return self._ask(items, at, urgent=urgent, with_account=with_account)

    def _ask(self, items: list[str], at: Point, *, urgent: bool, with_account: bool) -> uuid.UUID:
        with self.app.test_request_context():
            account = self._person("nobody" if urgent else "ba_tu").account()
            made = ask(
                self.app,
                account if with_account else None,
                items=[ItemDetails(category=code) for code in items],
                urgency="urgent" if urgent else "normal",
                where=Whereabouts(point=at),
                **({"phone": account.phone} if with_account else {}),
            )
            return made.id

    def _pause(self, helper: tuple[str, uuid.UUID], *, available: bool) -> None:
        with self._acting():
            account = self._person(helper[0]).account()
            responders_service.change(account, helper[1], {"available": available})

    @rule(
        data=st.data(),
        who=st.sampled_from(["helper"] * 4 + ["requester"] * 2 + ["coordinator", "pause"]),
        request=requests,
        helper=helpers,
    )
    def somebody_acts(
        self, data: st.DataObject, who: str, request: uuid.UUID, helper: tuple[str, uuid.UUID]
    ) -> None:
        """One rule for all of them: Hypothesis leaves out whole rules of a walk now and then."""
        if who == "helper":
            name, nth = data.draw(st.sampled_from(HELPERS)), data.draw(st.integers(0, 9))
            self._help(data.draw(st.sampled_from(HELPING)), request, name, nth)
        elif who == "requester":
            self._requester_says(request, data.draw(st.sampled_from(SAYING)))
        elif who == "coordinator":
            self._coordinate(request, data.draw(st.sampled_from(["move", "reopen", *CloseReason])))
        else:
            self._pause(helper, available=data.draw(st.booleans()))

    def _help(self, what: str, request: uuid.UUID, name: str, nth: int = 0) -> None:
        with self._acting():
            if what == "claim":
                assignments.claim(request, self._person(name).account())
                return
            states = [AssignmentState.OFFERED] if what in ("accept", "decline") else sorted(ACTIVE)
            found = sa.select(Assignment).where(Assignment.state.in_(states))
            cases = list(db.session.scalars(found.order_by(Assignment.created_at, Assignment.id)))
            if cases:
                case = cases[nth % len(cases)]
                owner = db.session.get_one(Account, case.responder.owner_id)
                self._go_on(case, what, owner)

    def _go_on(self, case: Assignment, what: str, account: Account) -> None:
        if what == "accept":
            assignments.accept(case.id, account)
        elif what == "decline":
            assignments.decline(case.id, account)
        elif what == "set out":
            assignments.set_out(case.request_id, account, CLAIMANT)
        elif what == "release":
            assignments.release(case.request_id, account, CLAIMANT)
        else:
            items = queries.requests_by_ids([case.request_id])[0].items
            missing = [item.id for item in items if item.delivered_by_id is None]
            some = missing[:1] if what == "deliver one" else None
            assignments.deliver(case.request_id, account, CLAIMANT, some)

    def _requester_says(self, request: uuid.UUID, what: str) -> None:
        with self._acting():
            brought = sa.select(HelpRequest.id).where(HelpRequest.status == Status.DELIVERED)
            request = db.session.scalar(brought.order_by(HelpRequest.created_at)) or request
            if what == "close":
                service.close(request, CloseReason.WITHDRAWN, None, REQUESTER)
            elif what == "keep":
                check_ins.still_needed(request, None, REQUESTER)
            elif what in ("confirm", "reopen"):
                getattr(service, what)(request, None, REQUESTER)
        if what in list(Answer):
            with self.app.test_request_context():
                check_ins.answer(request, Answer(what))  # never an error, whatever it was about

    def _coordinate(self, request: uuid.UUID, what: str) -> None:
        with self._acting():
            account = self._person("chi_lan").account()
            if what == "move":
                where = Whereabouts(point=Point(HERE.lat + 0.1, HERE.lon))
                config = self.app.config["CONNECT"]
                service.edit(request, {"where": where}, account, COORDINATOR, config)
            elif what == "reopen":
                service.reopen(request, account, COORDINATOR)
            else:
                service.close(request, CloseReason(what), account, COORDINATOR)

    @rule(hours=st.sampled_from([0.2, 1, 3, 5, 25, 49, 100]), awake=st.booleans())
    def time_passes(self, hours: float, *, awake: bool) -> None:
        """With the worker awake, or dead for so long."""
        Clock.ahead += timedelta(hours=hours)
        if awake:
            with self.app.test_request_context():
                keep_time()

    @invariant()
    def all_promises_hold(self) -> None:
        """Asked of the database, after each step."""
        if not hasattr(self, "people"):
            return
        with self.app.test_request_context():
            rows = list(db.session.scalars(sa.select(Assignment)))
            requests = list(db.session.scalars(sa.select(HelpRequest)))
            for request in requests:
                own = [one for one in rows if one.request_id == request.id]
                self._one_goes(request, own)
                self._its_timeline_tells_its_state(request)
                self._what_is_missing_is_what_nobody_brought(request, own)
                self._it_is_listed_if_it_seeks_helpers(request)
            self._loads_and_caps(rows)
            self._only_who_can_is_asked(rows, {one.id: one for one in requests})
            self.seen |= {one.state for one in rows} | {one.silence for one in requests}
            listed = set(db.session.scalars(sa.select(ListedRequest.request_id)))
            assert listed == {one.id for one in requests if one.seeks_helpers}

    def _one_goes(self, request: HelpRequest, own: list[Assignment]) -> None:
        active = [one for one in own if one.state in ACTIVE]
        assert len(active) == (request.status == Status.CLAIMED)
        assert all(one.lapses_at for one in active)
        offered = [one for one in own if one.state == AssignmentState.OFFERED]
        if not request.seeks_helpers:
            assert not offered
        # Nobody is forgotten: who seeks helpers has a moment at which more are asked.
        assert (request.ask_at is not None) == request.seeks_helpers
        now = clock.utcnow()
        assert not (request.exhausted and [o for o in offered if o.lapses_at and o.lapses_at > now])
        if request.status != Status.OPEN:
            assert not request.exhausted
        assert (request.close_reason is not None) == (request.status == Status.CLOSED)
        waits = request.status in (Status.OPEN, Status.DELIVERED)
        assert (request.silence_due_at is not None) == waits
        assert waits or request.silence == Silence.HEARD

    def _its_timeline_tells_its_state(self, request: HelpRequest) -> None:
        entries = history(request.id)
        assert entries[0].action == "opened"
        state = Status.OPEN
        for entry in entries[1:]:
            if entry.action in EVENTS:
                state = TRANSITIONS[state, EVENTS[entry.action]]
                self.seen.add(EVENTS[entry.action])
        assert state == request.status
        done = [entry.action for entry in entries]
        assert Silence(request.silence) == Silence.HEARD or "checked_in" in done
        assert request.silence != Silence.HIDDEN or "hidden" in done
        asked = sa.select(sa.func.count()).where(
            Notice.request_id == request.id, Notice.kind == "check_in"
        )
        assert db.session.scalar(asked) == done.count("checked_in")
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)

    def _what_is_missing_is_what_nobody_brought(
        self, request: HelpRequest, own: list[Assignment]
    ) -> None:
        brought = {one.id for one in own if one.state == AssignmentState.DELIVERED}
        missing = [item for item in request.items if item.delivered_by_id is None]
        assert {item.delivered_by_id for item in request.items} - {None} <= brought
        if request.status in (Status.DELIVERED, Status.FULFILLED):
            assert not missing
        if request.status in (Status.OPEN, Status.CLAIMED):
            assert missing
            shown = [item["category"] for item in request.card["items"]]
            assert sorted(shown) == sorted(item.category.code for item in missing)

    def _it_is_listed_if_it_seeks_helpers(self, request: HelpRequest) -> None:
        found = [one.card["id"] for one in queries.nearby(request.point, limit=100)]
        assert (str(request.id) in found) == request.seeks_helpers
        assert found == list(dict.fromkeys(found))

    def _loads_and_caps(self, rows: list[Assignment]) -> None:
        for responder in db.session.scalars(sa.select(Responder)):
            carried = [
                one for one in rows if one.responder_id == responder.id and one.state in ACTIVE
            ]
            assert responder.load == len(carried) <= responder.capacity

    def _only_who_can_is_asked(
        self, rows: list[Assignment], requests: dict[uuid.UUID, HelpRequest]
    ) -> None:
        now = clock.utcnow()
        open_offers = [
            one
            for one in rows
            if one.state == AssignmentState.OFFERED and one.lapses_at and one.lapses_at > now
        ]
        for name in HELPERS:
            owner = self._person(name).id
            own = [one for one in open_offers if one.responder.owner_id == owner]
            assert len(own) <= MOST_OFFERS
            assert len({one.request_id for one in own}) == len(own)
        for one in open_offers:
            if one.id in self.offered:
                continue  # since then they may have filled up, or paused
            request = requests[one.request_id]
            assert one.responder.available
            assert one.responder.load < one.responder.capacity
            assert one.responder.owner_id != request.requester_id
            assert (one.request_id, one.responder.owner_id) not in self.refused
        self.offered |= {one.id for one in rows}
        self.refused |= {
            (one.request_id, one.responder.owner_id) for one in rows if one.state in LET_GO
        }
        for request_id in requests:
            asked = [one for one in open_offers if one.request_id == request_id]
            assert len(asked) <= 3 * ASKED_AT_ONCE

    def teardown(self) -> None:
        """The clock is right again."""
        Clock.ahead = timedelta()


def test_whatever_people_do(
    app: Flask, clean: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "datetime", Clock)
    Life.app, Life.clean, Life.seen = app, staticmethod(clean), set()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=20,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,  # what is told below must not be a matter of luck
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_walk_past_every_state(
    app: Flask, clean: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What chance may leave out, step by step, with the same promises asked after each."""
    monkeypatch.setattr(clock, "datetime", Clock)
    Life.app, Life.clean, Life.seen = app, staticmethod(clean), set()
    life = Life()
    life.somebody_helps(HERE)
    first = life._ask(["food", "medicine"], HERE, urgent=False, with_account=True)

    def help_with(request: uuid.UUID, *deeds: str, name: str = "minh") -> None:
        for deed in deeds:
            life._help(deed, request, name)
            life.all_promises_hold()

    def join_in(name: str) -> None:
        life.another_helps(name, HERE, GOODS, 40, 2)

    def pass_hours(*hours: float) -> None:
        for some in hours:
            life.time_passes(some, awake=True)
            life.all_promises_hold()

    help_with(first, "accept", "set out", "deliver one")
    join_in("minh")
    help_with(first, "claim", "deliver")
    pass_hours(25)
    life._requester_says(first, Answer.NOT_ARRIVED)
    join_in("shop")
    help_with(first, "claim", "deliver", name="shop")
    life._requester_says(first, "confirm")
    second = life._ask(["food"], HERE, urgent=True, with_account=False)
    help_with(second, "decline", "claim", "release")
    pass_hours(1, 49, 25, 100)
    life._requester_says(second, Answer.STILL_NEEDED)
    help_with(second, "claim", name="nobody")
    help_with(second, "claim", name="huong")
    pass_hours(3, 3)
    life._coordinate(second, CloseReason.DUPLICATE)
    life._coordinate(second, "reopen")
    life.all_promises_hold()
    life.teardown()
    assert {*Event, *AssignmentState, *Silence} - Life.seen == set()
