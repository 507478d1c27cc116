"""The database, emptied after each test with as little work as each kind allows."""

import sqlalchemy as sa

from tests.laid_open import KEPT, never_changed_laid_open

# Free pages of SQLite, of 4 kB each, that are not worth a vacuum.
FREE_PAGES = 250


class Emptying:
    """Deletes every row of some tables; whoever points to another comes first.

    What that takes is written once: there are thousands of tests.
    """

    def __init__(self, tables: list[sa.Table]) -> None:
        self._deletes = {one.name: str(sa.delete(one)) for one in tables}
        there = (
            sa.select(sa.literal(one.name, sa.String())).where(sa.exists().select_from(one))
            for one in tables
        )
        self._asked = str(sa.union_all(*there).compile(compile_kwargs={"literal_binds": True}))

    def __call__(self, engine: sa.Engine) -> None:
        """In one transaction; and SQLite's file becomes small again."""
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                with never_changed_laid_open(connection):
                    cursor = connection.connection.cursor()
                    cursor.execute("; ".join(self._deletes.values()))
                    cursor.close()
            else:
                self._where_something_is(connection)
        if engine.dialect.name == "sqlite":
            _vacuum(engine)

    def _where_something_is(self, connection: sa.Connection) -> None:
        # Until nothing is left: what goes is written down by triggers, to be counted.
        while found := set(connection.exec_driver_sql(self._asked).scalars()):
            deletes = [delete for name, delete in self._deletes.items() if name in found]
            if found.isdisjoint(KEPT):  # SQLite reads its schema anew where a trigger goes
                _run(connection, deletes)
            else:
                with never_changed_laid_open(connection):
                    _run(connection, deletes)


def _run(connection: sa.Connection, statements: list[str]) -> None:
    for one in statements:
        connection.exec_driver_sql(one)


def _vacuum(engine: sa.Engine) -> None:
    # A file stays as large as it has ever been, and whoever copies it copies the free pages, too.
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        if driver.execute("PRAGMA freelist_count").fetchone()[0] > FREE_PAGES:
            driver.execute("VACUUM")
