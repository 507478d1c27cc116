"""Listing open requests looks them up by id: it never walks over everything that is open."""

from typing import Any

from flask import Flask
from sqlalchemy import event

from connect.foundation.database import db, transaction
from connect.help_requests.listing import list_open
from tests.plans import analyze, many_requests


def test_the_way_in_is_the_id(context: Flask, on_postgis: bool) -> None:
    ids = many_requests()
    analyze()
    asked: list[tuple[str, Any]] = []

    def remember(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", remember)
    try:
        with transaction():
            list_open(ids[:2])
    finally:
        event.remove(db.engine, "before_cursor_execute", remember)
    statement, parameters = next(one for one in asked if "INSERT" in one[0])
    connection = db.session.connection()
    explain = "EXPLAIN" if on_postgis else "EXPLAIN QUERY PLAN"
    plan = "\n".join(
        str(row) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)
    )
    assert "ix_request_item_request_id" in plan
    for over_everything in ("ix_help_request_status", "ix_request_item_delivered_by_id", "Seq"):
        assert over_everything not in plan
