"""Many rows: written by one statement, inside a transaction; read in pages, in flat memory.

SQLite takes a prepared statement row after row faster than anything else. PostgreSQL is asked once
for very many, handed over as one JSON document: three times as fast as row after row. Very many
new rows go by its COPY, which reads them while they are still being written down.
"""

import functools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from connect.foundation.database import Model, UtcDateTime, db, reading
from connect.foundation.writes import check_may_write

M = TypeVar("M", bound=Model)

READ_AT_ONCE = 500
# From so many rows on COPY is worth its longer way.
MANY = 500
# The document of a chunk stands in memory some four times, from here to the driver.
CHANGED_AT_ONCE = 1_000


def insert_many(table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows that all name the same columns; what they leave out needs a database default."""
    check_may_write(db.session)
    if not rows:
        return
    columns = tuple(rows[0])
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        statement, places = _prepared_insert(table, columns, connection.dialect)
        connection.exec_driver_sql(statement, list(_as_driver_takes(rows, places)))
    elif len(rows) < MANY:
        db.session.execute(_insert_from_json(table, columns), {"document": _document(rows)})
    else:
        _copy(connection, table, columns, rows)


def update_many(table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Changes the rows of `table` by their `id`; all name the same columns."""
    check_may_write(db.session)
    if not rows:
        return
    columns = tuple(rows[0])
    if _on_postgresql():
        statement = _update_from_json(table, columns)
        for begin in range(0, len(rows), CHANGED_AT_ONCE):
            some = rows[begin : begin + CHANGED_AT_ONCE]
            db.session.execute(statement, {"document": _document(some)})
    else:
        named = [{f"new_{name}": value for name, value in row.items()} for row in rows]
        db.session.connection().execute(_update_by_id(table, columns), named)


def each_row(
    model: type[M], key: InstrumentedAttribute[Any], *where: sa.ColumnElement[bool]
) -> Iterator[M]:
    """Every row of a model in the order of its key, some hundreds at a time: memory stays flat."""
    statement = sa.select(model).where(*where).order_by(key).limit(READ_AT_ONCE)
    page = list(db.session.scalars(statement))
    while page:
        yield from page
        last = getattr(page[-1], key.key)
        db.session.expunge_all()
        page = list(db.session.scalars(statement.where(key > last)))


def vacuum(*tables: sa.Table) -> None:
    """Makes PostgreSQL tidy up after a mass change now; SQLite has nothing to tidy."""
    with reading() as connection:
        if connection.dialect.name == "postgresql":
            for table in tables:
                connection.execute(sa.text(f"VACUUM (ANALYZE) {table.name}"))


def _on_postgresql() -> bool:
    return db.session.connection().dialect.name == "postgresql"


def _copy(
    connection: sa.Connection,
    table: sa.Table,
    columns: tuple[str, ...],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    dialect = connection.dialect
    _statement, places = _prepared_insert(table, columns, dialect)
    names = ", ".join(dialect.identifier_preparer.quote(name) for name in columns)
    statement = f"COPY {table.name} ({names}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in _as_driver_takes(rows, places):
                copy.write_row(row)
    except dialect.loaded_dbapi.Error as error:
        raise sa.exc.DBAPIError.instance(
            statement,
            None,
            error,
            dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=dialect,
        ) from error


def _as_driver_takes(
    rows: Sequence[Mapping[str, Any]], places: Sequence[tuple[str, Callable[[Any], Any] | None]]
) -> Iterator[tuple[Any, ...]]:
    """The values of each row in the order of `places`, each as it is handed to the driver."""
    columns: list[Iterable[Any]] = []
    for name, convert in places:
        values = map(operator.itemgetter(name), rows)
        columns.append(values if convert is None else map(convert, values))
    return zip(*columns, strict=True)


def _document(rows: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(rows).decode()


def _from_json(table: sa.Table, columns: tuple[str, ...]) -> sa.TableValuedAlias:
    document = sa.cast(sa.bindparam("document", type_=sa.Text), sa.JSON)
    typed = (sa.column(name, table.c[name].type) for name in columns)
    return (
        sa.func.json_to_recordset(document)
        .table_valued(*typed, name="given")
        .render_derived(with_types=True)
    )


@functools.lru_cache(maxsize=64)
def _prepared_insert(
    table: sa.Table, columns: tuple[str, ...], dialect: sa.Dialect
) -> tuple[str, list[tuple[str, Callable[[Any], Any] | None]]]:
    """The statement as the driver takes it, and how each of its values becomes a driver's value."""
    compiled = sa.insert(table).compile(dialect=dialect, column_keys=list(columns))
    return str(compiled), [
        (name, _converter(table.c[name].type, dialect))
        for name in getattr(compiled, "positiontup", None) or columns
    ]


def _converter(given: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    convert = given.dialect_impl(dialect).bind_processor(dialect)
    # Rows that are written together bear the same few moments, each slow to put into words.
    return (
        functools.lru_cache(64)(convert) if convert and isinstance(given, UtcDateTime) else convert
    )


@functools.cache
def _insert_from_json(table: sa.Table, columns: tuple[str, ...]) -> sa.Insert:
    given = _from_json(table, columns)
    return sa.insert(table).from_select(
        list(columns), sa.select(*(given.c[name] for name in columns)), include_defaults=False
    )


@functools.cache
def _update_from_json(table: sa.Table, columns: tuple[str, ...]) -> sa.Update:
    given = _from_json(table, columns)
    return (
        sa.update(table)
        .where(table.c.id == given.c.id)
        .values({name: given.c[name] for name in columns if name != "id"})
    )


@functools.cache
def _update_by_id(table: sa.Table, columns: tuple[str, ...]) -> sa.Update:
    return (
        sa.update(table)
        .where(table.c.id == sa.bindparam("new_id", type_=table.c.id.type))
        .values(
            {
                name: sa.bindparam(f"new_{name}", type_=table.c[name].type)
                for name in columns
                if name != "id"
            }
        )
    )
