"""`python -m bench.plans`: how both databases go about the hot statements, by their own EXPLAIN."""

import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import event

from bench import importing, matching, world
from bench.stages import Stage, theatre
from connect.foundation.database import db
from connect.foundation.prepared import Prepared
from connect.geo import Position
from connect.help_requests.queries import nearby
from connect.matching import CategoryNeeded, Need
from connect.suppliers import SupplierSearch, find_suppliers

FOOD = CategoryNeeded(matching.FOOD, False)
ADVICE = CategoryNeeded(2, True)
HOT: dict[str, Callable[[], object]] = {
    "The nearest who can bring food": lambda: matching.nearest(
        Need(world.SAIGON, [FOOD], world.phone(1))
    ),
    "The nearest who can advise from afar": lambda: matching.nearest(
        Need(world.SAIGON, [ADVICE], world.phone(1))
    ),
    "Open requests near a place": lambda: nearby(world.SAIGON, limit=20),
    "Their next page, within 30 km": lambda: nearby(
        world.SAIGON, limit=20, within_m=30_000.0, after=_end_of_first_page()
    ),
    "Suppliers near a place that are open": lambda: find_suppliers(
        SupplierSearch(near=world.SAIGON, category="food", open_now=True)
    ),
    "Suppliers with goods that deliver here": lambda: find_suppliers(
        SupplierSearch(near=world.SAIGON, goods="gạo", open_now=True, delivers=True)
    ),
    "Suppliers with a common word": lambda: find_suppliers(
        SupplierSearch(near=world.SAIGON, words="người", open_now=True)
    ),
    "Suppliers with a word that nobody has": lambda: find_suppliers(
        SupplierSearch(near=world.SAIGON, words="người xyz", open_now=True)
    ),
}


def plans(stage: Stage) -> Iterator[tuple[str, str, str]]:
    """What is asked, the statement, and its plan; once for each different statement."""
    told = set()
    for name, ask in HOT.items():
        with stage.app.app_context():
            ask()  # once unheard, for what is read only once
            db.session.remove()
            with _heard() as statements:
                ask()
            db.session.remove()
        for statement, parameters in statements:
            if statement not in told:
                told.add(statement)
                yield name, statement, _explained(stage, statement, parameters)


def _explained(stage: Stage, statement: str, parameters: Any) -> str:
    words = "EXPLAIN QUERY PLAN " if stage.database == "sqlite" else "EXPLAIN (COSTS OFF) "
    with stage.engine.connect() as connection:
        rows = connection.exec_driver_sql(words + statement, parameters)
        return "\n".join(str(row[-1]) for row in rows)


@contextmanager
def _heard() -> Iterator[list[tuple[str, Any]]]:
    heard: list[tuple[str, Any]] = []

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            heard.append((statement, parameters))

    engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        with patch.object(Prepared, "rows", Prepared.rows_aloud):
            yield heard
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def _end_of_first_page() -> Position:
    last = nearby(world.SAIGON, limit=20)[-1]
    return Position(last.distance_m, uuid.UUID(last.card["id"]))


def main() -> int:
    """Prints the plans of both databases."""
    with theatre() as place:
        requests = importing.write_requests(place.folder / "requests.csv", 10_000)
        for database in ("sqlite", "postgis"):
            stage = place.new(database, "plans")
            world.fill(stage, 10_000)
            importing.bring_in(stage, "requests", requests)
            stage.vacuum()
            for name, statement, plan in plans(stage):
                print(f"── {database}: {name}\n\n{statement}\n\n{plan}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
