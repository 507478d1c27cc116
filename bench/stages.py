"""Throw-away databases of both kinds, migrated, each with an app of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from connect.app import create_app
from connect.foundation.config import read_settings
from connect.foundation.database import db
from tests.cluster import throwaway_cluster

T = TypeVar("T")
SECRET = "a key for the benchmark and for nothing else"  # noqa: S105  it guards made-up people


@dataclass(eq=False)
class Stage:
    """One database with the app on it."""

    database: str  # "sqlite" or "postgis"
    url: str
    var: Path
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        """Makes the app."""
        self.app = create_app(read_settings(self.environment))

    @property
    def environment(self) -> dict[str, str]:
        """The settings, also for a server of its own."""
        return {
            "CONNECT_DATABASE_URL": self.url,
            "CONNECT_VAR": str(self.var),
            "CONNECT_SECRET_KEY": SECRET,
            "CONNECT_LIMITS": "off",
        }

    def bound(self, call: Callable[[T], object]) -> Callable[[T], object]:
        """`call` inside this app's context; entering it costs microseconds."""

        def inside(question: T) -> object:
            with self.app.app_context():
                return call(question)

        return inside

    @property
    def engine(self) -> sa.Engine:
        """The engine of this app."""
        with self.app.app_context():
            return db.engine

    def vacuum(self) -> None:
        """Leaves the database as its own upkeep would."""
        statement = "ANALYZE" if self.database == "sqlite" else "VACUUM ANALYZE"
        with self.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(statement)


class Theatre:
    """Makes stages of both kinds in a folder and a cluster of its own."""

    def __init__(self, folder: Path, cluster_url: str) -> None:
        self.folder = folder
        self._cluster = sa.make_url(cluster_url)

    def new(self, database: str, name: str) -> Stage:
        """An empty, migrated stage."""
        if database == "postgis":
            self._create(name, template=str(self._cluster.database))
        stage = self._stage(database, name)
        with stage.app.app_context():
            upgrade()
        return stage

    def copy(self, stage: Stage, name: str) -> Stage:
        """Another stage with the same rows."""
        stage.engine.dispose()
        if stage.database == "postgis":
            self._create(name, template=str(sa.make_url(stage.url).database))
        else:
            with stage.engine.connect() as connection:
                connection.execution_options(connect_reads=True).exec_driver_sql(
                    "VACUUM INTO ?", (str(self.folder / f"{name}.db"),)
                )
        return self._stage(stage.database, name)

    def _stage(self, database: str, name: str) -> Stage:
        url = (
            f"sqlite:///{self.folder / name}.db"
            if database == "sqlite"
            else self._cluster.set(database=name).render_as_string(hide_password=False)
        )
        return Stage(database, url, self.folder / f"{database}-{name}")

    def _create(self, name: str, template: str) -> None:
        engine = sa.create_engine(self._cluster.set(database="postgres"), poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
                f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
            )


@contextmanager
def theatre() -> Iterator[Theatre]:
    """A place for stages; nothing of it is left behind."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with throwaway_cluster() as url, TemporaryDirectory(prefix="connect-bench-") as folder:
        yield Theatre(Path(folder), url)
