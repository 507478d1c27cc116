"""Listing open requests looks them up by id: it never walks over everything that is open."""

import uuid
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from connect.foundation.database import db
from connect.help_requests.listing import list_open


def test_the_way_in_is_the_id(context: Flask, on_postgis: bool) -> None:
    asked: list[tuple[str, Any]] = []

    def remember(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", remember)
    try:
        list_open([uuid.uuid4(), uuid.uuid4()])
    finally:
        event.remove(db.engine, "before_cursor_execute", remember)
    statement, parameters = next(one for one in asked if "INSERT" in one[0])
    connection = db.session.connection()
    if on_postgis:  # an empty table is read as a whole, whatever it costs
        connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
    explain = "EXPLAIN" if on_postgis else "EXPLAIN QUERY PLAN"
    plan = "\n".join(
        str(row) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)
    )
    assert "ix_request_item_request_id" in plan
    if not on_postgis:  # which takes any index for a table that holds nothing
        for index_over_everything in ("ix_help_request_status", "ix_request_item_delivered_by_id"):
            assert index_over_everything not in plan
