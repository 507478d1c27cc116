"""On PostgreSQL the next rows are read while those before are written: nobody can tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, current_app
from flask.testing import FlaskCliRunner

from connect.cli.importing import checking
from connect.cli.importing.ahead import ahead
from connect.responders.models import Responder
from tests.cli.files import RESPONDER, run, write_csv
from tests.people import count


def test_all_come_in_their_order_and_never_more_than_one_ahead(app: Flask) -> None:
    made: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(5):
            assert current_app.name == app.name
            made.append(number)
            yield number

    with app.app_context(), ahead(numbers()) as items:
        for used, number in enumerate(items):
            assert number == used
            assert len(made) <= used + 2
    assert made == [0, 1, 2, 3, 4]


def test_a_break_is_raised_behind_what_came_before_it(app: Flask) -> None:
    def numbers() -> Iterator[int]:
        yield 1
        raise EOFError

    with app.app_context(), ahead(numbers()) as items:
        assert next(items) == 1
        with pytest.raises(EOFError):
            next(items)


def test_a_file_that_breaks_off_keeps_every_chunk_before(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "ROWS_AT_ONCE", 2)
    file = write_csv(tmp_path / "a.csv", [RESPONDER | {"source_id": f"s{n}"} for n in range(5)])
    text = file.read_bytes()
    file.write_bytes(text[: text.rindex(b"s4") + 5])
    assert cli.invoke(args=["import", "responders", str(file)]).exit_code == 1
    assert count(app, Responder) == 4
    whole = write_csv(tmp_path / "b.csv", [RESPONDER | {"source_id": f"s{n}"} for n in range(5)])
    assert run(cli, "responders", whole).counts == (5, 1, 4, 0, 0)
