"""`flask setup` and `flask demo`: a database that is ready, and on the first start a lively one."""

from collections.abc import Iterable

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from connect.cli.demo import DemoAccount, load_demo
from connect.foundation.database import db
from connect.foundation.errors import ConnectError
from connect.hotlines import bring_national


@click.command()
@click.option("--no-demo", is_flag=True, help="Leave a new database empty.")
@with_appcontext
def setup(no_demo: bool) -> None:
    """Bring the database to the newest schema, with the national hotlines.

    Load the demo when it was new, never in production.
    """
    is_new = not sa.inspect(db.engine).has_table("alembic_version")
    upgrade()
    bring_national()
    if is_new and not no_demo and not current_app.config["CONNECT"].production:
        click.echo("Loading the demo: Ho Chi Minh City and Hà Nội, all of it made up.")
        _introduce(load_demo())


@click.command()
@with_appcontext
def demo() -> None:
    """Load the demo into an empty database."""
    try:
        _introduce(load_demo())
    except ConnectError as error:
        raise click.ClickException(error.title) from None


def _introduce(accounts: Iterable[DemoAccount]) -> None:
    for account in accounts:
        click.echo(f"  {account.role:<12} {account.phone}  {account.password}  {account.name}")
