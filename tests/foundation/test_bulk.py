"""Many rows at once: each is changed by its id, in however many parts."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.accounts import Account, Role
from connect.foundation import bulk
from connect.foundation.clock import utcnow
from connect.foundation.database import db, table_of, transaction


@pytest.mark.usefixtures("context")
def test_more_rows_than_are_changed_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHANGED_AT_ONCE", 3)
    table = table_of(Account)
    rows = [
        {
            "id": uuid4(),
            "name": "before",
            "phone": f"+8490000000{number}",
            "password_hash": "",
            "role": Role.RESIDENT,
            "created_at": utcnow(),
        }
        for number in range(8)
    ]
    with transaction():
        bulk.insert_many(table, rows)
    changed = [{"id": row["id"], "name": row["phone"]} for row in rows[:7]]
    with transaction():
        bulk.update_many(table, changed)
    named = {row.id: row.name for row in db.session.execute(sa.select(table.c.id, table.c.name))}
    assert named == {one["id"]: one["name"] for one in changed} | {rows[7]["id"]: "before"}
