"""One use case, one transaction: all of it or nothing, and nobody's update is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.accounts import Account, Block
from connect.foundation.bulk import insert_many, update_many
from connect.foundation.clock import utcnow
from connect.foundation.database import (
    changed,
    db,
    let_go_of_connection,
    table_of,
    transaction,
)
from connect.responders import Responder
from tests.people import People, count
from tests.situations import help_from, responder_now


def a_block(n: int = 1) -> Block:
    return Block(blocker_phone=f"+8491200000{n}", blocked_phone="+84912000009")


@pytest.mark.usefixtures("context")
def test_what_fails_half_way_leaves_nothing(app: Flask) -> None:
    def fail() -> None:
        with transaction():
            db.session.add(a_block(1))
            with transaction():  # it joins the one around it
                db.session.add(a_block(2))
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail()
    assert count(app, Block) == 0
    with transaction():
        db.session.add(a_block(1))
    assert count(app, Block) == 1


@pytest.mark.usefixtures("context")
def test_a_write_outside_of_a_transaction_is_a_mistake(app: Flask) -> None:
    db.session.add(a_block())
    with pytest.raises(RuntimeError, match="outside"), transaction():
        pass
    with pytest.raises(RuntimeError, match="outside"):
        let_go_of_connection()
    db.session.rollback()
    assert count(app, Block) == 0


def a_row() -> dict[str, object]:
    now, keys = utcnow(), ("blocker_phone", "blocked_phone")
    phones = {key: getattr(a_block(), key) for key in keys}
    return {**phones, "created_at": now, "act_id": uuid4(), "met": "", "met_id": None}


def add_and_flush() -> None:
    db.session.add(a_block())
    db.session.flush()


def add_and_read() -> None:
    db.session.add(a_block())
    db.session.scalars(sa.select(Block)).all()  # which flushes by itself


@pytest.mark.parametrize(
    "write",
    [
        add_and_flush,
        add_and_read,
        lambda: db.session.execute(sa.insert(Block).values(**a_row())),
        lambda: changed(sa.update(Account).values(name="Ai")),
        lambda: insert_many(table_of(Block), [a_row()]),
        lambda: update_many(table_of(Account), [{"id": uuid4(), "name": "Ai"}]),
    ],
)
def test_what_is_sent_outside_of_a_transaction_is_not_saved_where_reads_end(
    app: Flask, people: People, write: Callable[[], object]
) -> None:
    """Not even where whoever wrote has caught the error, and the answer ends as if it had read."""
    with app.test_request_context():
        with pytest.raises(RuntimeError, match="outside"):
            write()
        db.session.expunge_all()
    assert count(app, Block) == 0
    with app.test_request_context():
        assert people.ba_tu.account().name != "Ai"


@pytest.mark.usefixtures("context")
def test_a_moment_without_a_time_zone_is_a_mistake() -> None:
    moment = datetime(2031, 1, 1)  # noqa: DTZ001  the mistake itself
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        db.session.scalars(sa.select(Account).where(Account.created_at > moment))


def test_of_many_who_read_and_then_write_none_is_lost(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        responder_id = help_from(huong.account(), capacity=200).id

    def read_then_write(_n: int) -> None:
        with app.test_request_context(), transaction():
            responder = db.session.get(Responder, responder_id, with_for_update=True)
            assert responder is not None
            responder.load = responder.load + 1

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(read_then_write, range(80)))
    with app.test_request_context():
        assert responder_now(responder_id).load == 80
