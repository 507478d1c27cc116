"""The database: one session, one way to write, one way to read fast.

A use case is one `transaction()`. On SQLite it takes the write lock at once (BEGIN IMMEDIATE):
read-then-write under the default deferred transaction loses updates.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

import orjson
import sqlalchemy as sa
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import ConnectionPoolEntry
from werkzeug.local import LocalProxy
from werkzeug.utils import import_string

from connect.foundation import clock
from connect.foundation.config import ROOT, Settings
from connect.foundation.writes import WRITING, check_may_write, guard

BUSY_TIMEOUT_S = 10.0
CONNECT_TIMEOUT_S = 10
IDLE_S = 1.0
AnyRow = sa.Row[*tuple[Any, ...]]
READER = "connect_reader"


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment: stored in UTC, always read back with its time zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """To UTC; a moment without a time zone is a bug and raises `ValueError`."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """From the database, as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """Base of every table."""

    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime},
    )


def table_of(model: type[Model]) -> sa.Table:
    """The table behind a model, for prebuilt statements."""
    table = model.__table__
    if not isinstance(table, sa.Table):
        raise TypeError(f"{model.__name__} is not a plain table")
    return table


db = SQLAlchemy(model_class=Model, session_options={"expire_on_commit": False})
guard(db.session)


def init_database(app: Flask, settings: Settings) -> None:
    """Binds the database of `settings` to the app."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(settings)
    db.init_app(app)
    # Before Flask-SQLAlchemy closes the session: what comes last is called first.
    app.teardown_appcontext(_end_reads)
    app.extensions["migrate"] = LocalProxy(partial(_migrations, app))
    with app.app_context():
        if settings.embedded:
            event.listen(db.engine, "connect", _prepare_sqlite)
            _leave_lost_files(db.engine)
            event.listen(db.engine, "begin", _begin_sqlite)
            reader = db.engine.execution_options(connect_reads=True)
        else:
            event.listen(db.engine, "connect", _prepare_postgresql)
            _look_after_idle_connections(db.engine)
            _begin_with_the_right_time(db.engine)
            reader = db.engine.execution_options(isolation_level="AUTOCOMMIT")
        app.extensions[READER] = reader


def _migrations(app: Flask) -> Any:
    """What Flask-Migrate keeps of an app, loaded when somebody migrates: the web never does."""
    import_string("flask_migrate:Migrate")(app, db, directory=str(ROOT / "migrations"))
    return app.extensions["migrate"]


def _engine_options(settings: Settings) -> dict[str, Any]:
    # What people wrote never stands in an error message, and so in no log.
    quiet: dict[str, Any] = {
        "hide_parameters": True,
        # Lists read twenty cards at once: four times as fast as the standard library's JSON.
        "json_serializer": lambda value: orjson.dumps(value).decode(),
        "json_deserializer": orjson.loads,
        # The connection that was used last has its pages and plans at hand.
        "pool_use_lifo": True,
    }
    if settings.embedded:
        # isolation_level None: the driver opens no transactions of its own, `_begin_sqlite` does.
        return quiet | {"connect_args": {"timeout": BUSY_TIMEOUT_S, "isolation_level": None}}
    return quiet | {"pool_timeout": 10, "connect_args": {"connect_timeout": CONNECT_TIMEOUT_S}}


def _prepare_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "trusted_schema = ON",
        "cache_size = -8000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgresql(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    # Our reads are small and many. A million rows make the planner start helpers for one that finds
    # nothing: 24 ms instead of 0.2.
    cursor = connection.cursor()
    cursor.execute("SET max_parallel_workers_per_gather = 0")
    cursor.close()
    connection.commit()
    _ask_for_the_time(connection)


def _ask_for_the_time(connection: DBAPIConnection) -> None:
    """Keeps our clock to the server's: every machine that uses it has the same time."""
    connection.autocommit = True  # one way there and back
    cursor = connection.cursor()
    before_s = time.time()
    cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
    [(true_s,)] = cursor.fetchall()
    clock.keep_to(true_s, before_s, time.time())
    cursor.close()
    connection.autocommit = False


def _leave_lost_files(engine: sa.Engine) -> None:
    """A connection to a file that was removed or replaced is not used again.

    It would go on working, and save where nobody reads.
    """
    file = Path(engine.url.database or "")

    def identity() -> tuple[int, int] | None:
        with suppress(OSError):
            there = file.stat()
            return there.st_dev, there.st_ino
        return None

    def remember(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info["file"] = identity()

    def compare(_connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if record.info["file"] != identity():
            raise sa.exc.DisconnectionError("the database file is another one")

    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", compare)


def _begin_with_the_right_time(engine: sa.Engine) -> None:
    """The first answer has it already; where the server is away, the first connection brings it."""
    with suppress(sa.exc.OperationalError), engine.connect():
        pass
    engine.dispose()  # what is forked from us needs connections of its own


def _look_after_idle_connections(engine: sa.Engine) -> None:
    """A connection that lay idle is asked for the time, and so whether it still lives.

    Asking each time would cost a read.
    """

    def remember(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()

    def ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.get("used", 0.0) < IDLE_S:
            return
        try:
            _ask_for_the_time(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise sa.exc.DisconnectionError from error

    event.listen(engine, "checkin", remember)
    event.listen(engine, "checkout", ask)


def _begin_sqlite(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("connect_reads"):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("connect_writes") else "BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """One use case: everything inside is saved together, or nothing is.

    A transaction inside another joins it. What was read before is read anew, so that decisions
    rest on what the write lock protects.
    """
    session = db.session
    if session.info.get(WRITING):
        yield
        session.flush()
        return
    _end_reading()
    session.expire_all()
    session.connection(execution_options={"connect_writes": True})
    session.info[WRITING] = True
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(WRITING, None)


def in_transaction() -> bool:
    """Whether `transaction()` is under way, so that another one would join it."""
    return bool(db.session.info.get(WRITING))


def changed(statement: sa.Update | sa.Delete) -> int:
    """Changes or deletes rows inside a transaction, past the objects in the session; how many."""
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("sa.CursorResult[Any]", result).rowcount


def _is_changed() -> bool:
    return bool(db.session.new or db.session.dirty or db.session.deleted)


def _end_reads(error: BaseException | None) -> None:
    """What was only read ends by a commit.

    A session is closed by a rollback, at which PostgreSQL's driver forgets the plans of all its
    prepared statements.
    """
    if error is None and db.session.registry.has() and not _is_changed():
        with suppress(sa.exc.SQLAlchemyError):
            db.session.commit()


def _end_reading() -> None:
    if _is_changed():
        check_may_write(db.session)
    try:
        db.session.commit()
    except sa.exc.SQLAlchemyError:
        db.session.rollback()  # else this session would never read or write again
        raise


def let_go_of_connection() -> None:
    """Gives the connection back to the pool: before calling anything outside."""
    if not db.session.info.get(WRITING):
        _end_reading()


@contextmanager
def reading() -> Iterator[sa.Connection]:
    """A bare connection in autocommit, for hot reads by prebuilt statements."""
    reader: sa.Engine = current_app.extensions[READER]
    with reader.connect() as connection:
        yield connection
