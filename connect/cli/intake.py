"""`flask intake`: what came in by other ways than the web."""

from collections import Counter
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from connect.sms_intake import Line, Outcome, replay

intake = AppGroup("intake", help="Messages that came in by other ways than the web.")


@intake.command("sms")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def intake_sms(file: Path) -> None:
    """Messages by SMS, one JSON object a line as the webhook takes it. Reading it again changes
    nothing; a line without "at" is known for 30 days.
    """
    tally: Counter[str] = Counter()
    problem = ""
    try:
        with file.open("rb") as lines:
            for line in replay(lines, current_app.config["CONNECT"]):
                tally["read"] += 1
                tally[_fate(line)] += 1
                if line.problem:
                    click.echo(f"line {line.number}: {line.problem}", err=True)
    except OSError as error:
        problem = error.strerror or type(error).__name__
    except OperationalError as error:
        problem = f"the database cannot be written to: {error.orig}"
    names = ("read", *Outcome, "repeated", "rejected")
    click.echo(" ".join(f"{name} {tally[name]}" for name in names))
    if problem:
        raise click.ClickException(f"{file}: {problem}.")


def _fate(line: Line) -> str:
    if line.receipt is None:
        return "rejected"
    return "repeated" if line.receipt.repeated else line.receipt.outcome
