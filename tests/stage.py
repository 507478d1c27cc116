"""Situations for the rows of the authorization table, each made once and then put back."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, cast

from flask import Flask

from connect.diary import State
from connect.foundation.database import db
from connect.help_requests.lifecycle import Status
from tests.people import People, Person
from tests.situations import Situation, situation
from tests.situations_with import (
    HELD_BEFORE,
    with_block,
    with_branches,
    with_entries,
    with_gift,
    with_goods,
    with_hotline,
    with_members,
    with_order,
    with_report,
    with_reported_person,
    with_shopping,
    with_thanks,
    with_unseen_gift,
)

# Any of them may look at a situation: they are there before it is kept.
ACTORS = ("nobody", "ba_tu", "huong", "chi_lan", "anh_ha", "root")
# What adds to a situation, and what it is told.
Addition = tuple[Callable[..., Situation], tuple[str, ...]]


class Copy(NamedTuple):
    """A situation, the people in it, and the whole database as it then was."""

    here: Situation
    people: dict[str, Person]
    database: sqlite3.Connection


Kept = dict[tuple[str, tuple[Addition, ...]], Copy]


class Stage:
    """Situations for one row, each used until someone has changed something. On SQLite."""

    def __init__(
        self,
        app: Flask,
        people: People,
        clean: Callable[[], None],
        kept: Kept,
        route: str,
        state: str,
    ) -> None:
        self.app, self.people, self.clean, self.kept = app, people, clean, kept
        self.route, self.state = route, state
        self.here: Situation | None = None

    def situation(self) -> Situation:
        """The one under way, or one that nobody has changed."""
        if self.here is None:
            self.here = self._put_back() or self._made()
        return self.here

    def change(self) -> None:
        """The next one gets a situation as it was made."""
        self.here = None

    @property
    def _key(self) -> tuple[str, tuple[Addition, ...]]:
        return self.state, tuple(self._additions())

    def _put_back(self) -> Situation | None:
        copy = self.kept.get(self._key)
        if copy is None:
            return None
        with self._driver() as driver:
            copy.database.backup(driver)
        self.people.know(copy.people)
        return copy.here

    def _made(self) -> Situation:
        self.clean()
        self.people.know({})
        here = situation(self.app, self.people, self.state)
        for add, told in self._additions():
            here = add(self.app, self.people, here, *told)
        copy = Copy(
            here,
            {name: getattr(self.people, name) for name in ACTORS},
            sqlite3.connect(":memory:"),
        )
        with self._driver() as driver:
            driver.backup(copy.database)
        self.kept[self._key] = copy
        return here

    @contextmanager
    def _driver(self) -> Iterator[sqlite3.Connection]:
        with self.app.app_context():
            db.session.remove()
            with db.engine.connect() as connection:
                yield cast("sqlite3.Connection", connection.connection.driver_connection)

    def _additions(self) -> Iterator[Addition]:
        route = self.route
        if "member" in route or "invitation" in route:
            yield with_members, ()
        if "entry_id" in route or ("/thanks/" in route and self.state == Status.FULFILLED):
            public = route.startswith("GET /diary/")
            yield with_thanks, (State.SHOWN if public else State.WAITING,)
        if "/shopping" in route or "/receipt" in route:
            yield with_shopping, ()
        if "/gift-pictures/" in route:
            yield with_unseen_gift, ()
        elif any(f"{name}_id" in route for name in ("gift", "reservation", "photo")):
            seen = "settled" if route.startswith("GET ") else ""
            yield with_gift, (HELD_BEFORE.get(route.rpartition("/")[2], seen),)
        if "responder_id>/goods" in route:
            yield with_goods, ()
        if "/organisation" in route:
            yield with_branches, ()
        if any(f"{name}_id" in route for name in ("shop", "claim", "gone")):
            yield with_entries, ()
        if "act_id" in route:
            yield with_block, ()
        if "report_id" in route:
            yield with_reported_person, ()
        if "decision_id" in route:
            then = "disputed" if "/desk/reports/people/appeals" in route else "decided"
            yield with_reported_person, (then,)
        if "/desk/reports" in route and "/people/" not in route:
            yield with_report, (("disputed",) if "judgement_id" in route else ())
        if "order_id" in route:
            yield with_order, ()
        if "hotline_id" in route:
            yield with_hotline, ()
