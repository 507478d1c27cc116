"""`flask import areas`: outlines of administrative units out of GeoJSON, and who lies in which."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from connect import geo
from connect.cli.importing.reading import open_rows
from connect.cli.importing.rejects import Rejects
from connect.cli.importing.row import UNREAD, BrokenFile, Row, text_of
from connect.cli.importing.running import Tally, undisturbed
from connect.foundation.database import table_of, transaction
from connect.geo import Outline, WrongOutline
from connect.giving import Gift
from connect.help_requests import HelpRequest

OUTLINES_AT_ONCE = 250
GEOMETRY = "geometry"
# Whose rows know the ward and the province of their point.
PLACED = (HelpRequest, Gift)


@click.command("areas")
@click.option("--old", is_flag=True, help="The codes are those of before July 2025.")
@click.option(
    "--code",
    "code_name",
    metavar="PROPERTY",
    default="code",
    show_default=True,
    help="Which property of a feature holds the code of its unit.",
)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE…",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@with_appcontext
def import_areas(files: tuple[Path, ...], code_name: str, old: bool) -> None:
    """Outlines of wards, districts and provinces: GeoJSON, WGS 84.

    Then every request and gift gets the ward that its point lies in.
    """
    problems = [f"{file}: {why}" for file in files if (why := _import(file, code_name, old))]
    try:
        with transaction():
            moved = sum(geo.assign_areas(table_of(model)) for model in PLACED)
        click.echo(f"{moved} requests and gifts lie in another ward or province than they said.")
    except OperationalError as error:
        problems.append(f"the database cannot be written to: {error.orig}")
    if problems:
        raise click.ClickException("\n".join(problems))


def _import(file: Path, code_name: str, old: bool) -> str:
    """Imports a file and says what became of it; returns what went wrong with it as a whole."""
    job = _Areas(file, code_name, old)
    problem = ""
    try:
        job.run()
    except BrokenFile as error:
        problem = f"{error}. The areas counted above are saved"
    except OSError as error:
        problem = error.strerror or type(error).__name__
    except OperationalError as error:
        problem = f"the database cannot be written to: {error.orig}"
    job.tell()
    return problem


class _Areas:
    """One file on its way: features are checked, kept in chunks, counted; bad ones put aside."""

    def __init__(self, file: Path, code_name: str, old: bool) -> None:
        self._file = file
        self._code_name = code_name
        self._old = old
        self._tally = Tally()
        self._mended = 0
        self._lines: dict[str, int] = {}
        self._rejects = Rejects(file, ())

    def run(self) -> None:
        """Imports the file. Raises `BrokenFile`, `OSError`, `OperationalError`."""
        chunk: dict[str, Outline] = {}
        with open_rows(self._file, _read_feature) as opened, undisturbed(), closing(self._rejects):
            if opened.columns is not None:
                raise BrokenFile("areas come as GeoJSON")
            try:
                for code, outline in self._outlines(opened.rows):
                    chunk[code] = outline
                    if len(chunk) >= OUTLINES_AT_ONCE:
                        self._keep(chunk)
            finally:
                self._keep(chunk)

    def _outlines(self, rows: Iterator[Row]) -> Iterator[tuple[str, Outline]]:
        for row in rows:
            self._tally.read += 1
            try:
                code, outline = self._read(row)
            except WrongOutline as error:
                self._tally.rejected += 1
                named = {name: row.fields.get(name) for name in (self._code_name, "name", UNREAD)}
                self._rejects.add(Row(row.line, {k: v for k, v in named.items() if v}), str(error))
            else:
                self._mended += outline.mended
                yield code, outline

    def _read(self, row: Row) -> tuple[str, Outline]:
        if row.problem:
            raise WrongOutline(row.problem)
        said = text_of(row.fields.get(self._code_name)).strip()
        if not said:
            raise WrongOutline(f"it has no property {self._code_name!r} with the code of its unit")
        place, outline = geo.read_area(said, row.fields.get(GEOMETRY), old=self._old)
        if place.code in self._lines:
            before = self._lines[place.code]
            raise WrongOutline(f"{said} stood on line {before}: its parts are one MultiPolygon")
        self._lines[place.code] = row.line
        return place.code, outline

    def _keep(self, chunk: dict[str, Outline]) -> None:
        with transaction():
            kept = geo.keep_outlines(chunk)
        self._tally.created += kept.created
        self._tally.updated += kept.updated
        chunk.clear()

    def tell(self) -> None:
        """What became of it, in a line for people and programs; what was wrong before that."""
        rejects = self._rejects
        if rejects.first is not None:
            line, reason = rejects.first
            where = rejects.unwritable or f"They are in {rejects.path}"
            click.echo(f"{rejects.count} rejected, first line {line}: {reason}. {where}.", err=True)
        if self._mended:
            click.echo(f"{self._mended} mended: a ring closed, or a line left out.", err=True)
        click.echo(str(self._tally))


def _read_feature(line: int, item: Any, text: str) -> Row:
    """A feature with its properties, and its geometry as it is."""
    if not isinstance(item, dict):
        return Row(line, {UNREAD: text[:1000]}, "this item is not an object")
    properties = item.get("properties")
    fields = properties if isinstance(properties, dict) else {}
    return Row(line, {**fields, GEOMETRY: item.get("geometry")})
