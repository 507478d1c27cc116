"""`flask outbox`: what the console channel holds, in development."""

import click
import orjson
from flask.cli import with_appcontext

from connect.channels import sent
from connect.foundation.phones import WrongPhone, parse_phone


@click.command()
@click.option("--to", help="Only messages to this phone.")
@click.option("--last", type=click.IntRange(min=1), help="Only the newest of them.")
@with_appcontext
def outbox(to: str | None, last: int | None) -> None:
    """Print the messages that would have left, one JSON line each, oldest first."""
    try:
        phone = parse_phone(to) if to else None
    except WrongPhone:
        raise click.BadParameter("not a phone number", param_hint="--to") from None
    for message in sent(to=phone, last=last):
        click.echo(orjson.dumps(message).decode())
