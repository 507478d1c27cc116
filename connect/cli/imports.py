"""`flask import`: requests, responders, hotlines, areas from files that nobody here made."""

import sys
from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from connect.cli.areas import import_areas
from connect.cli.importing.mapping import WrongMap
from connect.cli.importing.rooms import HOTLINES, REQUESTS, RESPONDERS, Room
from connect.cli.importing.row import BrokenFile
from connect.cli.importing.running import Import, Tally

imports = AppGroup("import", help="Rows out of CSV, GeoJSON or Overpass JSON into the database.")
imports.add_command(import_areas)


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--dry-run", is_flag=True, help="Check and count only; change nothing."),
        click.option("--anew", is_flag=True, help="Also what says the same as the last time."),
        click.option(
            "--map",
            "map_name",
            metavar="MAP.toml",
            help="Which column feeds which field: a file, or ushahidi, osm_points, overpass.",
        ),
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    ):
        command = option(command)
    return command


@imports.command("requests")
@_options
def import_requests(file: Path, map_name: str | None, dry_run: bool, anew: bool) -> None:
    """Help requests: CSV or GeoJSON."""
    _run(file, REQUESTS, map_name, dry_run, anew)


@imports.command("responders")
@_options
def import_responders(file: Path, map_name: str | None, dry_run: bool, anew: bool) -> None:
    """Responders: CSV, GeoJSON or raw Overpass JSON."""
    _run(file, RESPONDERS, map_name, dry_run, anew)


@imports.command("hotlines")
@_options
def import_hotlines(file: Path, map_name: str | None, dry_run: bool, anew: bool) -> None:
    """Hotlines: CSV."""
    _run(file, HOTLINES, map_name, dry_run, anew)


def _run(file: Path, room: Room, map_name: str | None, dry_run: bool, anew: bool) -> None:
    job = Import(file, room, map_name, dry_run=dry_run, anew=anew, show=_show)
    problem = ""
    try:
        job.run()
    except BrokenFile as error:
        last = f". The last whole row begins on line {job.line}" if job.line else ""
        problem = f"{error}{last}"
    except WrongMap as error:
        problem = str(error)
    except OSError as error:
        problem = error.strerror or type(error).__name__
    except OperationalError as error:
        problem = f"the database cannot be written to: {error.orig}"
    _tell_of_rejects(job)
    for note, count in (+job.notes).items():
        click.echo(f"{count} {note}.", err=True)
    if dry_run:
        click.echo("A dry run: nothing was changed.")
    click.echo(str(job.tally))
    if problem:
        saved = "The rows counted above are saved. " if job.tally.read and not dry_run else ""
        raise click.ClickException(f"{file}: {problem}. {saved}".rstrip())


def _show(tally: Tally) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{tally}", nl=False, err=True)


def _tell_of_rejects(job: Import) -> None:
    if job.tally.read and sys.stderr.isatty():
        click.echo("\r" + " " * 79 + "\r", nl=False, err=True)
    rejects = job.rejects
    if rejects is None or not rejects.count or rejects.first is None:
        return
    line, reason = rejects.first
    if rejects.unwritable:
        where = f"They could not be written to {rejects.path}: {rejects.unwritable}."
    else:
        where = f"They are in {rejects.path}."
    click.echo(f"{rejects.count} rejected, first line {line}: {reason}. {where}", err=True)
