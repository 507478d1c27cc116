"""The commands that the app brings to `flask`."""

import click

COMMANDS: tuple[click.Command, ...] = ()
