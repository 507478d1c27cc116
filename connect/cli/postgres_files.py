"""The database on PostgreSQL as one file, by PostgreSQL's own programs."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from connect.foundation.database import db

# What belongs to PostGIS and to whoever installed it: not ours to drop or to make.
_NOT_OURS = re.compile(r" EXTENSION | spatial_ref_sys |^;")
_REVISION = re.compile(r"^COPY .*alembic_version.*\n(\S+)$", re.MULTILINE)


def dump(file: Path) -> None:
    """Writes the database to `file`, in PostgreSQL's own format."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def revision_in(file: Path) -> str:
    """The revision of the schema in a dump, "" where there is none."""
    text = _run("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(file))
    found = _REVISION.search(text)
    return found[1] if found else ""


def restore(file: Path) -> None:
    """Replaces our tables by those of a dump, in one transaction."""
    listed = _run("pg_restore", "--list", str(file)).splitlines(keepends=True)
    with NamedTemporaryFile("w", suffix=".list") as chosen:
        chosen.writelines(line for line in listed if not _NOT_OURS.search(line))
        chosen.flush()
        _run(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges",
            "--single-transaction", f"--use-list={chosen.name}",
            f"--dbname={db.engine.url.database}", str(file),
        )  # fmt: skip


def _run(program: str, *arguments: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise click.ClickException(f"{program} is missing: install PostgreSQL's client programs.")
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [found, *arguments],
        env=os.environ | _where(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it failed without a word"]
        raise click.ClickException(f"{program}: {lines[0]}")
    return done.stdout


def _where() -> dict[str, str]:
    """The connection by the environment: arguments are there for every process to read."""
    url = db.engine.url
    known = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port or url.query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
    }
    return {name: str(value) for name, value in known.items() if value}
