"""Statements of the hottest reads: made ready once, and handed to the driver as they are.

SQLAlchemy's own execution takes longer than the database needs to find twenty rows.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

Many = tuple[Any, ...]
AnySelect = sa.Select[*Many] | sa.CompoundSelect[*Many] | sa.TextualSelect
Convert = Callable[[Any], Any]


class Prepared:
    """A SELECT that is asked very often. Keep it: making it ready takes longer than asking."""

    def __init__(self, statement: AnySelect) -> None:
        self.statement = statement
        self._ready: dict[str, _Ready] = {}

    def rows(self, connection: sa.Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """The rows, with their columns by name. `values` are the parameters, all of them."""
        dialect = connection.dialect
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = _Ready(self.statement, dialect)
        driver: Any = connection.connection.driver_connection
        try:
            cursor = driver.execute(ready.text, ready.bound(values))
            found = cursor.fetchall()
        except dialect.loaded_dbapi.Error as error:
            if connection.in_transaction():  # which this has ended: again it would say only that
                known = dialect.loaded_dbapi.Error
                raise sa.exc.DBAPIError.instance(
                    ready.text, None, error, known, hide_parameters=True, dialect=dialect
                ) from error
            return self.rows_aloud(connection, values)
        return ready.rows(found, cursor.description)

    def rows_aloud(self, connection: sa.Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """The same by SQLAlchemy's own execution.

        It raises its own errors, lets go of a broken connection, and its events hear the statement.
        """
        return connection.execute(self.statement, values).all()


class _Ready:
    """A statement as one driver takes it, and how values become the driver's and come back."""

    def __init__(self, statement: AnySelect, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self._order = compiled.positiontup if compiled.positional else None
        # What stands in the statement itself.
        self._given = {name: one for name, one in compiled.params.items() if one is not None}
        processors = {
            name: parameter.type.dialect_impl(dialect).bind_processor(dialect)
            for parameter, name in compiled.bind_names.items()
        }
        self._to_driver: dict[str, Convert] = {
            name: convert for name, convert in processors.items() if convert is not None
        }
        columns = list(statement.selected_columns)
        self._dialect = dialect
        self._types = [column.type.dialect_impl(dialect) for column in columns]
        self._from_driver: list[tuple[int, Convert]] | None = None
        names = [str(column.key) for column in columns]
        self._row: Any = namedtuple("Row", names)  # type: ignore[misc]  # known when it runs

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        bound = {**self._given, **values}
        for name, convert in self._to_driver.items():
            bound[name] = convert(bound[name])
        return bound if self._order is None else [bound[name] for name in self._order]

    def rows(self, found: Sequence[Any], description: Sequence[Any]) -> list[Any]:
        """Named rows of what the driver gave."""
        if self._from_driver is None:
            processors = [
                (place, type_.result_processor(self._dialect, description[place][1]))
                for place, type_ in enumerate(self._types)
            ]
            self._from_driver = [(place, one) for place, one in processors if one is not None]
        if self._from_driver:
            found = [list(row) for row in found]
            for row in found:
                for place, convert in self._from_driver:
                    row[place] = convert(row[place])
        return [self._row._make(row) for row in found]


class Among(sa.ColumnElement[bool]):
    """Whether a column is among many values, which are one parameter.

    So the statement has the same words for few and for many: `IN` has others for each number of
    them, and PostgreSQL plans each anew. The values are given here, or by name when it is executed.
    `by_index`, for texts, hides from PostgreSQL how many they are: for thousands it would read the
    whole table, which took three times as long as their index.
    """

    inherit_cache = False
    type = sa.Boolean()

    def __init__(
        self,
        column: Any,
        name: str,
        values: Collection[Any] | None = None,
        *,
        by_index: bool = False,
    ) -> None:
        self.column = column
        self.by_index = by_index
        self.values = sa.bindparam(name, values, type_=_Many(column.type))

    def self_group(self, against: Any = None) -> "Among":
        """Itself: `= 1` behind it would keep SQLite from its indexes."""
        return self


class _Many(sa.TypeDecorator[Collection[Any]]):
    """An array on PostgreSQL, JSON on SQLite; either as text."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, each: sa.types.TypeEngine[Any]) -> None:
        super().__init__()
        self.each = each

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        # PostgreSQL sees by the column what the array is of.
        return sa.types.NULLTYPE if dialect.name == "postgresql" else sa.Text()

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> str:
        values = list(value or ())
        if dialect.name == "postgresql":
            return _as_array(values)
        convert = self.each.dialect_impl(dialect).bind_processor(dialect)
        return orjson.dumps([convert(one) for one in values] if convert else values).decode()


def _as_array(values: list[Any]) -> str:
    """As PostgreSQL reads arrays: https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO.

    Given a list, the driver would look at each of its values, and takes ten times as long.
    """
    if values and isinstance(values[0], str):
        escaped = (one.replace("\\", "\\\\").replace('"', '\\"') for one in values)
        inside = ",".join(f'"{one}"' for one in escaped)
    else:
        inside = orjson.dumps(values).decode()[1:-1]
    return f"{{{inside}}}"


@compiles(Among, "sqlite")
def _from_json(element: Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, values = (compiler.process(one, **kwargs) for one in (element.column, element.values))
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  both compiled


@compiles(Among, "postgresql")
def _from_array(element: Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, values = (compiler.process(one, **kwargs) for one in (element.column, element.values))
    if element.by_index:
        values = f"CAST((SELECT {values}) AS text[])"
    return f"{column} = ANY ({values})"
