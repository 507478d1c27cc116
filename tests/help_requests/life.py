"""What people may do with requests, in any order, and what must hold after each step."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from connect.accounts import Account
from connect.foundation.database import db
from connect.foundation.errors import ConnectError
from connect.geo import Point, Whereabouts
from connect.help_requests import (
    ItemDetails,
    assignments,
    check_ins,
    colleagues,
    keep_time,
    queries,
    service,
)
from connect.help_requests.check_ins import Answer
from connect.help_requests.lifecycle import ACTIVE, AssignmentState, CloseReason, Status
from connect.help_requests.models import Assignment, HelpRequest
from connect.responders import service as responders_service
from tests.help_requests.promises import Promises
from tests.people import People, Person
from tests.situations import (
    CLAIMANT,
    COLLEAGUE,
    COORDINATOR,
    HERE,
    REQUESTER,
    a_group,
    ask,
    help_from,
)

HELPERS = ("huong", "minh", "shop", "nobody")
GOODS = ("food", "medicine", "shopping")
CREWS: tuple[tuple[str, ...], ...] = ((), (), ("minh", "nobody"), ("shop", "minh"))
HELPING = (
    "claim", "accept", "decline", "set out", "deliver", "deliver one", "release", "take over",
)  # fmt: skip
SAYING = ("confirm", "reopen", "keep", "close", *Answer)
# Where it is quiet to be asked, near and far: 0 to 30 km north of the requests.
places = st.integers(0, 30).map(lambda km: Point(HERE.lat + km / 111, HERE.lon))


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

    @initialize(at=places)
    def a_group_helps(self, at: Point) -> None:
        """And with an organisation, of which two more are members."""
        self._begin()
        self._register("shop", at, ("food",), 40, 2, ("minh", "nobody"))

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
            self.promises = Promises(self.seen)

    @contextmanager
    def _acting(self) -> Iterator[None]:
        with self.app.test_request_context(), suppress(ConnectError):
            yield

    def _register(
        self,
        name: str,
        at: Point,
        goods: tuple[str, ...],
        km: int,
        capacity: int,
        crew: tuple[str, ...] = (),
    ) -> tuple[str, uuid.UUID]:
        """A responder; with a crew it is an organisation, and these are its other members."""
        told: dict[str, Any] = {"point": at, "categories": list(goods), "capacity": capacity}
        told["radius_m"] = km * 1000.0
        owner, joining = self._person(name), [self._person(one) for one in crew if one != name]
        with self.app.test_request_context():
            if not joining:
                return name, help_from(owner.account(), **told).id
            group = a_group(owner.account(), *(one.account() for one in joining), **told)
            self.promises.crews[group.id] = {owner.id, *(one.id for one in joining)}
            return name, group.id

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
        crew=st.sampled_from(CREWS),
    )
    def another_helps(
        self,
        name: str,
        at: Point,
        goods: tuple[str, ...],
        km: int,
        capacity: int,
        crew: tuple[str, ...] = (),
    ) -> Any:
        """One more responder; somebody may have several."""
        return self._register(name, at, goods, km, capacity, crew)

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
                self._claim(request, self._person(name), nth)
                return
            states = [AssignmentState.OFFERED] if what in ("accept", "decline") else sorted(ACTIVE)
            found = sa.select(Assignment).where(Assignment.state.in_(states))
            cases = list(db.session.scalars(found.order_by(Assignment.created_at, Assignment.id)))
            if cases:
                case = cases[nth % len(cases)]
                self._go_on(case, what, self._who_answers(case, what, nth))

    def _claim(self, request: uuid.UUID, person: Person, nth: int) -> None:
        """For oneself, or now and then for one's group."""
        crews = self.promises.crews
        group = next((id_ for id_, crew in crews.items() if nth % 2 and person.id in crew), None)
        assignments.claim(request, person.account(), frozenset(), group)

    def _who_answers(self, case: Assignment, what: str, nth: int) -> Account:
        """Any member of the group that is asked, or who goes; whoever owns it, for others."""
        crew = self.promises.crews.get(case.responder_id)
        if crew and what in ("accept", "decline", "take over"):
            return db.session.get_one(Account, sorted(crew)[nth % len(crew)])
        return db.session.get_one(Account, case.account_id or case.responder.owner_id)

    def _go_on(self, case: Assignment, what: str, account: Account) -> None:
        if what == "accept":
            assignments.accept(case.id, account)
        elif what == "decline":
            assignments.decline(case.id, account)
        elif what == "set out":
            assignments.set_out(case.request_id, account, CLAIMANT)
        elif what == "take over":
            colleagues.take_over(case.request_id, account, COLLEAGUE)
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
        if hasattr(self, "people"):
            with self.app.test_request_context():
                self.promises.hold()

    def teardown(self) -> None:
        """The clock is right again."""
        Clock.ahead = timedelta()
