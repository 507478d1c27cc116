"""`flask backup` and `flask restore`: the whole database in one file."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from connect.foundation.database import db

ALEMBIC = "SELECT version_num FROM alembic_version"


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write the whole database to FILE, which must not exist yet."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; nothing was written.")
    if _embedded():
        with (
            closing(sqlite3.connect(_database_file())) as ours,
            closing(sqlite3.connect(file)) as copy,
        ):
            ours.backup(copy)
    else:
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={file}", _libpq_url())
    file.chmod(0o600)
    click.echo(f"{file}: {file.stat().st_size} bytes")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.confirmation_option(prompt="This replaces everything in the database. Go on?")
@with_appcontext
def restore(file: Path) -> None:
    """Replace the database by the backup in FILE. Stop web and worker processes first."""
    if _embedded():
        _restore_sqlite(file)
    else:
        _postgres(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
            f"--dbname={_libpq_url()}", str(file),
        )  # fmt: skip
    db.engine.dispose()  # PostGIS remembers in each connection what has just been replaced
    click.echo(f"Restored from {file}.")


def _restore_sqlite(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            copy.execute(ALEMBIC).fetchone()
            if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise click.ClickException(f"{file} is damaged; nothing was changed.")
            # Copied into the living database in one transaction: whoever reads meanwhile sees
            # the old one or the new one.
            with closing(sqlite3.connect(_database_file(), timeout=10)) as ours:
                copy.backup(ours)
    except sqlite3.Error as error:
        raise click.ClickException(f"{file} cannot be restored: {error}.") from None


def _postgres(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise click.ClickException(f"{program} is missing: install PostgreSQL's client programs.")
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [found, *arguments],
        env={**os.environ, "PGPASSWORD": db.engine.url.password or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise click.ClickException(f"{program}: {done.stderr.strip()}")


def _embedded() -> bool:
    return db.engine.dialect.name == "sqlite"


def _database_file() -> str:
    return db.engine.url.database or ""


def _libpq_url() -> str:
    # The password goes by the environment: arguments are there for every process to read.
    url = sa.engine.make_url(db.engine.url).set(drivername="postgresql", password=None)
    return url.render_as_string(hide_password=False)
