"""Two chunks are saved at a time where the database can: nobody can tell by what is saved."""

import itertools
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from flask.testing import FlaskCliRunner

from connect import responders
from connect.cli.importing import checking
from connect.cli.importing.abreast import abreast
from connect.cli.importing.row import BrokenFile
from connect.foundation.database import db, transaction
from connect.responders.models import Responder
from tests.cli.files import RESPONDER, run, write_csv

LONG_S = 10


def never(_item: object) -> bool:
    return False


def test_two_write_at_a_time_each_with_a_connection_of_its_own(
    context: Flask, on_postgis: bool
) -> None:
    if not on_postgis:
        pytest.skip("SQLite has one writer")
    both = threading.Barrier(2, timeout=LONG_S)

    def work(_number: int) -> int:
        with transaction():
            both.wait()
            assert current_app.name == context.name
            number: int = db.session.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
            both.wait()
        return number

    done = list(abreast(iter(range(4)), work, never))
    assert [item for item, _result in done] == [0, 1, 2, 3]
    writers = [result for _item, result in done]
    assert writers[0] != writers[1]
    assert writers[2] != writers[3]


def test_what_must_wait_begins_when_all_before_it_have_ended(context: Flask) -> None:
    ended: list[int] = []

    def work(number: int) -> list[int]:
        before = sorted(ended)
        ended.append(number)
        return before

    assert [seen for _item, seen in abreast(iter(range(4)), work, lambda _item: True)] == [
        [],
        [0],
        [0, 1],
        [0, 1, 2],
    ]


def test_an_error_comes_in_its_place_and_what_is_under_way_ends(
    context: Flask, on_postgis: bool
) -> None:
    fails, ended = threading.Event(), []

    def work(number: int) -> int:
        if number == 1:
            fails.set()
            raise OSError("away")
        if on_postgis:
            assert fails.wait(LONG_S)
        ended.append(number)
        return number

    done = abreast(iter(range(3)), work, never)
    assert next(done) == (0, 0)
    with pytest.raises(OSError, match="away"):
        next(done)
    assert ended == ([0, 2] if on_postgis else [0])


def test_what_came_before_a_break_comes_first(context: Flask) -> None:
    def numbers() -> Iterator[int]:
        yield 0
        yield 1
        raise BrokenFile("it was cut off")

    done = abreast(numbers(), lambda number: number + 1, never)
    assert [next(done), next(done)] == [(0, 1), (1, 2)]
    with pytest.raises(BrokenFile, match="it was cut off"):
        next(done)


def test_the_last_of_many_rows_with_one_id_counts_wherever_they_stand(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the earlier of two chunks takes longer than the later one."""
    monkeypatch.setattr(checking, "ROWS_AT_ONCE", 3)
    save, begun = responders.save_imported, itertools.count()

    def slowly(*given: Any) -> Any:
        time.sleep(0.2 if next(begun) % 2 == 0 else 0)
        return save(*given)

    monkeypatch.setattr(responders, "save_imported", slowly)
    ids = [f"s{number % 4}" for number in range(12)]
    rows = [RESPONDER | {"source_id": id_, "name": f"Quán {n}"} for n, id_ in enumerate(ids)]
    file = write_csv(tmp_path / "a.csv", rows)
    assert run(cli, "responders", file).counts == (12, 4, 8, 0, 0)
    with app.app_context():
        names = sa.select(Responder.source_id, Responder.name).order_by(Responder.source_id)
        found = [tuple(row) for row in db.session.execute(names)]
    assert found == [(f"s{number}", f"Quán {8 + number}") for number in range(4)]
