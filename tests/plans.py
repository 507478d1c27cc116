"""What the tests of plans share: the plans of whatever is asked, and rows enough to plan by."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from sqlalchemy import event

from connect.foundation.clock import utcnow
from connect.foundation.database import Model, db, table_of, transaction
from connect.foundation.prepared import Prepared
from connect.help_requests import Status
from connect.help_requests.models import HelpRequest, RequestItem
from tests.situations import HERE

PROVINCES = ("79", "01")
WARDS = ("27259", "00070")


@contextmanager
def spoken() -> Iterator[list[tuple[str, Any]]]:
    """The statements that reach the driver, with their parameters; the prepared ones said aloud."""
    heard: list[tuple[str, Any]] = []

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            heard.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        with patch.object(Prepared, "rows", Prepared.rows_aloud):
            yield heard
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)


def plans(ask: Callable[[], Any]) -> str:
    """The plans of every statement that a question takes, one after the other."""
    return "\n".join(each_plan(ask))


def each_plan(ask: Callable[[], Any]) -> list[str]:
    """The plan of each statement that a question takes."""
    with spoken() as heard:
        assert ask()
    explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    found = []
    with db.engine.connect() as connection:
        for statement, parameters in heard:
            rows = connection.exec_driver_sql(explain + statement, parameters)
            found.append("\n".join(str(row[-1]) for row in rows))
    return found


def walks_the_index(plan: str, layer: str) -> None:
    """Fails unless the plan walks the spatial index of the layer and reads no table whole."""
    if db.engine.dialect.name == "sqlite":
        assert f"SCAN {layer}_rtree VIRTUAL TABLE INDEX 2:" in plan
        assert f"SCAN {layer}\n" not in plan + "\n"
        for table in ("responder", "help_request", "account", "block", "responder_category"):
            assert f"SCAN {table}\n" not in plan + "\n"
    else:
        assert re.search(rf"ix_{layer}(_all)?_location on {layer}", plan)
        assert "Order By: (location <->" in plan
        assert f"Seq Scan on {layer}" not in plan
        for table in ("responder ", "help_request", "responder_category"):
            assert f"Seq Scan on {table}" not in plan


def many_requests(how_many: int = 2_000) -> list[uuid.UUID]:
    """Requests in two wards of two provinces, so many that no planner reads them all."""
    compact(HelpRequest, RequestItem)
    ids = [uuid.UUID(int=n + 1) for n in range(how_many)]
    now = utcnow()
    requests: list[dict[str, Any]] = [
        {
            "id": id_,
            "code": str(n),
            "lat": HERE.lat,
            "lon": HERE.lon,
            "card": {"words": "x" * 400},  # about as wide as they are
            "cell_id": "x",
            "cell_lat": HERE.lat,
            "cell_lon": HERE.lon,
            "ward_code": WARDS[n % 2],
            "province_code": PROVINCES[n % 2],
            "status": Status.OPEN if n % 10 < 3 else Status.FULFILLED,
            "exhausted": n % 5 == 0,
            "urgency": "urgent" if n % 3 == 0 else "normal",
            "created_at": now - timedelta(seconds=n),
        }
        for n, id_ in enumerate(ids)
    ]
    items = [{"id": id_, "request_id": id_, "category_id": 1} for id_ in ids]
    with transaction():
        db.session.execute(sa.insert(HelpRequest), requests)
        db.session.execute(sa.insert(RequestItem), items)
    return ids


def compact(*models: type[Model]) -> None:
    """Takes out of empty tables of PostgreSQL what earlier tests left: it plans by their size."""
    if db.engine.dialect.name == "sqlite":
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for model in models:
            connection.execute(sa.text(f"VACUUM FULL {table_of(model).name}"))


def seen_by_all(*models: type[Model]) -> None:
    """Vacuums tables until PostgreSQL knows that everybody sees all of their rows.

    It does not while another session has an older view: its own vacuum, which comes when it likes.
    """
    names = [table_of(model).name for model in models]
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _turn in range(100 if connection.dialect.name == "postgresql" else 0):
            connection.execute(sa.text(f"VACUUM {', '.join(names)}"))
            if connection.scalar(UNSEEN, {"names": names}) == 0:
                return
            time.sleep(0.1)


UNSEEN = sa.text(
    "SELECT sum(relpages - relallvisible) FROM pg_class WHERE relname IN :names"
).bindparams(sa.bindparam("names", expanding=True))


def analyze() -> None:
    """Tell PostgreSQL what its tables hold, as it finds out by itself; SQLite is never told."""
    if db.engine.dialect.name == "sqlite":
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
