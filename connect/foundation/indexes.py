"""Indexes of some of a table's rows: what is in no question need not be kept in order."""

import sqlalchemy as sa


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    """An index of the rows for which `where` holds, an SQL condition, on both databases.

    A planner takes it for a question that says so in these very words, or, for `x IS NOT NULL`, one
    that compares x with something.
    """
    held = sa.text(where)
    return sa.Index(name, *columns, unique=unique, sqlite_where=held, postgresql_where=held)


def index_of_some(table: str, column: str) -> sa.Index:
    """An index of a column that is empty in most rows, without those."""
    return partial_index(f"ix_{table}_{column}", column, where=f"{column} IS NOT NULL")
