"""Statements of the hottest reads: made ready once, and handed to the driver as they are.

SQLAlchemy's own execution takes longer than the database needs to find twenty rows.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect

AnySelect = sa.Select[Any] | sa.TextualSelect
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
        except dialect.loaded_dbapi.Error:
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
