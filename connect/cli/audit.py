"""`flask audit`: whether the audit log is as it was written."""

import click
from flask.cli import with_appcontext

from connect.foundation.audit_seals import check_seals


@click.command()
@click.option(
    "--expect",
    metavar="SEAL",
    help="A seal that was noted down: fails where the log no longer has it, as when its end was "
    "cut off.",
)
@with_appcontext
def audit(expect: str | None) -> None:
    """Check the seals of the audit log, and print the last one: note it down elsewhere.

    Exits with 1 where an entry was changed, removed or put in since it was sealed. A database that
    came from elsewhere, or whose CONNECT_SECRET_KEY was changed since, has seals of another key:
    the first one breaks.
    """
    found = check_seals(expect)
    click.echo(f"{found.entries} entries are as they were sealed, {found.unsealed} not sealed yet.")
    if found.broken:
        first, last = found.broken
        raise click.ClickException(f"Between the entries {first} and {last} something was changed.")
    if found.last_mac:
        click.echo(f"The last seal: {found.last_mac}")
    if expect and not found.expected:
        raise click.ClickException("The log has no such seal: its end was cut off.")
