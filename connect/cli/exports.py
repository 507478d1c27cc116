"""`flask export`: requests and responders as CSV or GeoJSON, hotlines as CSV, supply as HSDS."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
from flask.cli import with_appcontext

from connect.cli.exporting import (
    Fields,
    columns_of,
    private_request,
    private_responder,
    public_hotline,
    public_request,
    public_responder,
    write_csv,
    write_geojson,
    write_list,
)
from connect.cli.hsds.services import services_of
from connect.cli.importing.mapping import Rows
from connect.help_requests import Status, each_request
from connect.hotlines import each_hotline
from connect.responders import each_responder


@click.command()
@click.argument("what", type=click.Choice(["requests", "responders", "hotlines"]))
@click.option("--format", "form", type=click.Choice(["csv", "geojson", "hsds"]), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Instead of stdout.")
@click.option(
    "--private", is_flag=True, help="Names, phones and true places too: handle with care."
)
@with_appcontext
def export(what: Rows, form: str, out: Path | None, private: bool) -> None:
    """Write all requests, responders or hotlines; only what anyone may know, unless --private."""
    if what == "hotlines" and form != "csv":
        raise click.UsageError("Hotlines have an area and no point: --format csv.")
    if form == "hsds" and (what != "responders" or private):
        raise click.UsageError("HSDS is for responders, and for what anyone may know of them.")
    try:
        with _opened(out) as file:
            count = _write(what, form, file, private=private)
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror or type(error).__name__}.") from None
    if out is not None:
        click.echo(f"{out}: {count} {what}")


def _write(what: Rows, form: str, file: TextIO, *, private: bool) -> int:
    if form == "hsds":
        return write_list(services_of(each_responder()), file)
    write = write_csv if form == "csv" else write_geojson
    return write(_rows(what, private), columns_of(what, private=private), file)


def _rows(what: Rows, private: bool) -> Iterator[Fields]:
    if what == "requests":
        for request in each_request():
            if private:
                yield private_request(request)
            elif request.status != Status.HELD and not request.shielded:
                yield public_request(request)
    elif what == "hotlines":
        yield from map(public_hotline, each_hotline())
    else:
        for responder in each_responder():
            yield private_responder(responder) if private else public_responder(responder)


@contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    """UTF-8 whatever the terminal says. A file appears when it is complete, and only to us."""
    if out is None:
        text = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        try:
            yield text
        finally:
            text.flush()
            text.detach()
        return
    part = out.with_name(f"{out.name}.part")
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with open(number, "w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
