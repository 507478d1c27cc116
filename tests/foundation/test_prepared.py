"""Prepared statements: what SQLAlchemy's own execution would say, on both databases."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.database import UtcDateTime, reading
from connect.foundation.prepared import Among, Prepared

VALUES: dict[str, Any] = {
    "key": uuid.UUID(int=7),
    "moment": datetime(2026, 11, 22, 3, 0, tzinfo=UTC),
    "so": True,
    "metres": 1.5,
    "words": "Gạo % và %(muối)s",
    "absent": None,
}
TYPES: tuple[sa.types.TypeEngine[Any], ...] = (
    sa.Uuid(),
    UtcDateTime(),
    sa.Boolean(),
    sa.Float(),
    sa.String(),
    sa.String(),
)
SAID_BACK = Prepared(
    sa.select(
        *(
            sa.bindparam(name, type_=type_).label(name)
            for name, type_ in zip(VALUES, TYPES, strict=True)
        ),
        sa.literal("100 %").label("written"),
    )
)


def test_values_come_back_as_they_went_in(context: Flask) -> None:
    for values in (VALUES, VALUES | {"key": uuid.UUID(int=8), "so": False}):
        with reading() as connection:
            [row] = SAID_BACK.rows(connection, values)
            [aloud] = SAID_BACK.rows_aloud(connection, values)
        assert row._asdict() == {**values, "written": "100 %"} == aloud._asdict()


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        (sa.Uuid(), [uuid.UUID(int=number) for number in range(3)]),
        (sa.Integer(), [-1, 0, 7]),
        (sa.String(), ['a"b', "c\\d", "e,f}", "{NULL", "null", "", " ", "tab\t\nline", "gạo"]),
    ],
)
def test_each_of_many_values_is_found_as_it_is(
    context: Flask, type_: sa.types.TypeEngine[Any], values: list[Any]
) -> None:
    for one in values:
        here = sa.literal(one, type_)
        asked = sa.select(here.label("one")).where(Among(here, "many"))
        with reading() as connection:
            assert connection.scalars(asked, {"many": values}).all() == [one]
            others = [other for other in values if other != one]
            assert connection.scalars(asked, {"many": others}).all() == []
            assert connection.scalars(asked, {"many": []}).all() == []


@pytest.mark.usefixtures("seen_on_postgis")
def test_thousands_are_found_by_the_index_of_their_column(context: Flask) -> None:
    many = sa.table("many", sa.column("word", sa.String(20)))
    words = [f"word {number}" for number in range(4_000)]
    with reading() as connection:
        connection.execute(
            sa.text(
                "CREATE TEMP TABLE many AS SELECT CAST('word ' || n AS varchar(20)) AS word"
                " FROM generate_series(1, 20000) AS n"
            )
        )
        connection.execute(sa.text("CREATE UNIQUE INDEX ON many (word)"))
        connection.execute(sa.text("ANALYZE many"))
        plans = {}
        for by_index in (False, True):
            asked = sa.select(many.c.word).where(Among(many.c.word, "w", words, by_index=by_index))
            assert set(connection.scalars(asked)) == set(words) - {"word 0"}
            said = asked.compile(connection, compile_kwargs={"render_postcompile": True})
            explained = connection.exec_driver_sql(f"EXPLAIN {said}", said.construct_params())
            plans[by_index] = " ".join(explained.scalars())
        connection.execute(sa.text("DROP TABLE many"))
    assert "Seq Scan on many" in plans[False]  # or there is nothing to hide from it
    assert "Seq Scan on many" not in plans[True]


def test_an_error_is_told_as_sqlalchemy_tells_it(context: Flask) -> None:
    lost = Prepared(sa.select(sa.table("lost", sa.column("id", sa.Integer)).c.id))
    with reading() as connection, pytest.raises(sa.exc.DBAPIError, match="lost"):
        lost.rows(connection, {})
