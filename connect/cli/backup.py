"""`flask backup` and `flask restore`: the whole database in one file."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import click
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy.exc import SQLAlchemyError

from connect.cli import postgres_files
from connect.cli.erasures import Erasure, erase_again, erased
from connect.foundation.database import db

REVISION = "SELECT version_num FROM alembic_version"
PATIENCE_S = 10


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write the whole database to FILE, which must not exist yet."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; nothing was written.")
    part = file.with_name(f"{file.name}.part")
    try:
        # Only to us from its first byte, and under its own name only when it is whole.
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        if _embedded():
            with closing(_open_ours()) as ours, closing(sqlite3.connect(part)) as copy:
                ours.backup(copy)
        else:
            postgres_files.dump(part)
        part.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(f"{file} cannot be written: {error}.") from None
    finally:
        part.unlink(missing_ok=True)
    click.echo(f"{file}: {file.stat().st_size} bytes")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask first, as at a terminal.")
@click.option(
    "--erasures",
    "list_of",
    type=click.File("rb"),
    help="What `flask erasures` printed: needed where the database that is replaced is lost.",
)
@with_appcontext
def restore(file: Path, yes: bool, list_of: BinaryIO | None) -> None:
    """Replace the database by the backup in FILE, and bring it to the newest schema.

    Whoever reads meanwhile sees the old one or the new one, never half of one. What was erased
    since the backup, as the database tells that is replaced, is erased again.
    """
    if sys.stdin.isatty() and not yes:
        click.confirm("This replaces everything in the database. Go on?", abort=True)
    gone = [*_listed(list_of), *_erased_here()]
    if _embedded():
        _restore_sqlite(file)
    else:
        _check_revision(file, postgres_files.revision_in(file))
        upgrade()  # an empty database has no PostGIS yet, and the tables need it
        postgres_files.restore(file)
    db.session.remove()
    db.engine.dispose()  # PostGIS remembers in each connection what has just been replaced
    upgrade()
    again = erase_again(gone)
    click.echo(f"Restored from {file}." + (f" Erased again: {again}." if again else ""))


def _listed(list_of: BinaryIO | None) -> list[Erasure]:
    try:
        return [Erasure.read(line) for line in list_of or () if line.strip()]
    except ValueError as error:
        raise click.ClickException(
            f"The list of erasures cannot be read ({error}); nothing was changed."
        ) from None


def _erased_here() -> list[Erasure]:
    """What the database knows to have been erased that is about to be replaced, if there is one."""
    try:
        return list(erased())
    except SQLAlchemyError:
        click.echo(
            "The database that is here cannot be read: what was erased since the backup comes back,"
            " unless --erasures names it.",
            err=True,
        )
        return []
    finally:
        db.session.remove()


def _restore_sqlite(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            _check_revision(file, copy.execute(REVISION).fetchone()[0])
            if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise click.ClickException(f"{file} is damaged; nothing was changed.")
            _set_aside_what_is_broken()
            with closing(_open_ours()) as ours:
                # One transaction in the living database: its readers keep what they have begun.
                ours.execute("BEGIN IMMEDIATE")
                ours.rollback()
                copy.backup(ours)
    except (sqlite3.Error, TypeError) as error:
        raise click.ClickException(f"{file} cannot be restored: {error}.") from None


def _set_aside_what_is_broken() -> None:
    """A database that cannot be opened is why one restores: it makes room, and is kept."""
    try:
        with closing(_open_ours()) as ours:
            ours.execute("PRAGMA schema_version")
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        path = Path(db.engine.url.database or "")
        path.replace(path.with_name(f"{path.name}.broken"))
        for rest in ("-wal", "-shm"):
            path.with_name(path.name + rest).unlink(missing_ok=True)


def _open_ours() -> sqlite3.Connection:
    path = Path(db.engine.url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    return sqlite3.connect(path, timeout=PATIENCE_S)


def _check_revision(file: Path, revision: str) -> None:
    """Refuses what is no backup of ours, or one of a newer Connect."""
    config = current_app.extensions["migrate"].migrate.get_config()
    try:
        ScriptDirectory.from_config(config).get_revision(revision)
    except CommandError:
        raise click.ClickException(
            f"{file} has the schema {revision[:40]!r}, which this Connect does not know; "
            "nothing was changed."
        ) from None


def _embedded() -> bool:
    return db.engine.dialect.name == "sqlite"
