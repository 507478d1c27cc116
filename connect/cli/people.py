"""`flask people`: accounts for those we know, by an operator."""

import click
from flask import current_app
from flask.cli import AppGroup

from connect.accounts import Role, create_account
from connect.foundation.phones import WrongPhone, parse_phone
from connect.foundation.text import clean_line
from connect.geo import place_by_code

LONGEST_NAME = 80

people = AppGroup("people", help="Accounts of coordinators, admins and others.")


@people.command()
@click.option("--phone", required=True, help="As people write it.")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--area", help="Code of the ward or province that a coordinator serves.")
def create(phone: str, name: str, role: str, area: str | None) -> None:
    """Make an account, or give one this role; print its one-time password link."""
    name = clean_line(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise click.BadParameter(f"1 to {LONGEST_NAME} characters", param_hint="--name")
    if (area is not None) != (role == Role.COORDINATOR):
        raise click.UsageError("A coordinator has an --area, and only a coordinator has one.")
    if area is not None and not _can_be_served(area):
        raise click.BadParameter(
            f"no ward or province in force has the code {area}", param_hint="--area"
        )
    try:
        number = parse_phone(phone)
    except WrongPhone:
        raise click.BadParameter("not a phone number", param_hint="--phone") from None
    token = create_account(phone=number, name=name, role=Role(role), area_code=area)
    click.echo(f"{current_app.config['CONNECT'].base_url}/set-password/{token}")


def _can_be_served(area: str) -> bool:
    """Whether a request can lie there: requests know their ward and their province of today."""
    place = place_by_code(area)
    return place is not None and place.current and place.kind in ("ward", "province")
