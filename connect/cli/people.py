"""`flask people`: accounts for those we know, by an operator."""

import click
from flask import current_app
from flask.cli import AppGroup

from connect.accounts import (
    Account,
    Role,
    account_by_phone,
    close_all_sessions,
    create_account,
    drop_second_factor,
)
from connect.foundation.phones import WrongPhone, parse_phone
from connect.foundation.text import clean_line
from connect.geo import area_of_code

LONGEST_NAME = 80
MOST_AREAS = 50  # each is a part of every question that the desk asks

people = AppGroup("people", help="Accounts of coordinators, admins and others.")


@people.command()
@click.option("--phone", required=True, help="As people write it.")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option(
    "--area",
    "areas",
    multiple=True,
    help="Code of a ward or province that a coordinator serves; once for each.",
)
def create(phone: str, name: str, role: str, areas: tuple[str, ...]) -> None:
    """Make an account, or give one this role; print its one-time password link."""
    name = clean_line(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise click.BadParameter(f"1 to {LONGEST_NAME} characters", param_hint="--name")
    if bool(areas) != (role == Role.COORDINATOR):
        raise click.UsageError("A coordinator has an --area, and only a coordinator has one.")
    if len(areas) > MOST_AREAS:
        raise click.BadParameter(f"{MOST_AREAS} at most", param_hint="--area")
    for area in areas:
        # Requests know their ward and their province of today, and no older ones.
        if area_of_code(area) is None:
            raise click.BadParameter(
                f"no ward or province in force has the code {area}", param_hint="--area"
            )
    token = create_account(phone=_number(phone), name=name, role=Role(role), areas=areas)
    click.echo(f"{current_app.config['CONNECT'].base_url}/set-password/{token}")


@people.command()
@click.option("--phone", required=True, help="As people write it.")
def sign_out(phone: str) -> None:
    """End all sessions and API tokens of an account: a phone that was stolen, a helper who left."""
    close_all_sessions(_account(phone).id, "system")
    click.echo("Signed out everywhere.")


@people.command()
@click.option("--phone", required=True, help="As people write it.")
def drop_second_step(phone: str) -> None:
    """Take the second factor off an account that has lost app and recovery codes; sign it out.

    Make sure first that it is them: call them back, or see them.
    """
    if not drop_second_factor(_account(phone).id):
        raise click.BadParameter("this account has no second factor", param_hint="--phone")
    click.echo("The second factor is off, and all are signed out.")


def _account(phone: str) -> Account:
    account = account_by_phone(_number(phone))
    if account is None:
        raise click.BadParameter("nobody has an account with this phone", param_hint="--phone")
    return account


def _number(phone: str) -> str:
    try:
        return parse_phone(phone)
    except WrongPhone:
        raise click.BadParameter("not a phone number", param_hint="--phone") from None
