"""The next rows are read by another process while those before are written: nobody can tell."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, current_app
from flask.testing import FlaskCliRunner

from connect.cli.importing import ahead as module
from connect.cli.importing import checking, running
from connect.cli.importing.ahead import ahead
from connect.cli.importing.row import BrokenFile
from connect.foundation.database import db
from connect.responders.models import Responder
from tests.cli.files import RESPONDER, run, write_csv
from tests.people import count


def always(_item: object) -> bool:
    return True


def test_all_come_in_their_order_and_never_more_than_one_ahead(app: Flask, tmp_path: Path) -> None:
    def numbers() -> Iterator[tuple[int, int]]:
        for number in range(5):
            assert current_app.name == app.name
            (tmp_path / str(number)).touch()
            yield number, os.getpid()

    with app.app_context(), ahead(numbers(), always) as items:
        for used, (number, maker) in enumerate(items):
            time.sleep(0.05)  # in which the other process could make more
            assert number == used
            assert (maker == os.getpid()) is (number == 0)
            assert len(list(tmp_path.iterdir())) <= used + 2
    assert len(list(tmp_path.iterdir())) == 5


def test_where_processes_cannot_be_copied_the_items_are_the_same(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CAN_FORK", False)
    with app.app_context(), ahead(iter((1, 2, 3)), always) as items:
        assert list(items) == [1, 2, 3]
    with app.app_context(), ahead(iter(()), always) as nothing:
        assert list(nothing) == []


def test_what_is_not_worth_it_is_made_here(app: Flask) -> None:
    def makers() -> Iterator[int]:
        for _number in range(3):
            yield os.getpid()

    with app.app_context(), ahead(makers(), lambda _first: False) as items:
        assert list(items) == [os.getpid()] * 3


def test_a_break_is_raised_behind_what_came_before_it(app: Flask) -> None:
    def numbers() -> Iterator[int]:
        yield 1
        yield 2
        raise BrokenFile("it was cut off")

    with app.app_context(), ahead(numbers(), always) as items:
        assert [next(items), next(items)] == [1, 2]
        with pytest.raises(BrokenFile, match="it was cut off"):
            next(items)


def test_a_reader_that_is_ended_is_told_of(app: Flask) -> None:
    def numbers() -> Iterator[int]:
        yield 1
        os.kill(os.getpid(), signal.SIGKILL)
        yield 2

    with app.app_context(), ahead(numbers(), always) as items:
        assert next(items) == 1
        with pytest.raises(BrokenFile, match="was ended"):
            next(items)


def test_a_reader_ends_when_nobody_takes_any_more(app: Flask) -> None:
    def numbers() -> Iterator[int]:
        while True:
            yield os.getpid()

    with app.app_context(), ahead(numbers(), always) as items:
        next(items)
        reader = next(items)
    with pytest.raises(ProcessLookupError):
        os.kill(reader, 0)


def test_what_the_reader_reads_is_no_transaction_that_stays_open(app: Flask) -> None:
    """Else the embedded database could not tidy up behind the writer."""

    def numbers() -> Iterator[int]:
        for _number in range(3):
            yield count(app, Responder)

    with app.app_context(), ahead(numbers(), always) as items:
        assert next(items) == 0
        assert next(items) == 0
        time.sleep(0.2)  # until the reader waits to be asked
        with db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                busy, *_pages = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
                assert busy == 0
            else:
                open_for_long = connection.exec_driver_sql(
                    "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                    " AND datname = current_database()"
                ).scalar()
                assert open_for_long == 0


def test_a_file_that_breaks_off_keeps_every_chunk_before(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(running, "MANY_ROWS", 1)
    file = write_csv(tmp_path / "a.csv", [RESPONDER | {"source_id": f"s{n}"} for n in range(5)])
    text = file.read_bytes()
    file.write_bytes(text[: text.rindex(b"s4") + 5])
    assert cli.invoke(args=["import", "responders", str(file)]).exit_code == 1
    assert count(app, Responder) == 4
    whole = write_csv(tmp_path / "b.csv", [RESPONDER | {"source_id": f"s{n}"} for n in range(5)])
    assert run(cli, "responders", whole).counts == (5, 1, 4, 0, 0)
