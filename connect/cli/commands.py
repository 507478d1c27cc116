"""The commands that the app brings to `flask`."""

import click

from connect.cli.backup import backup, restore
from connect.cli.exports import export
from connect.cli.imports import imports
from connect.cli.intake import intake
from connect.cli.matches import match
from connect.cli.outbox import outbox
from connect.cli.people import people
from connect.cli.setup import demo, setup
from connect.cli.upkeep import upkeep, worker

COMMANDS: tuple[click.Command, ...] = (
    backup,
    demo,
    export,
    imports,
    intake,
    match,
    outbox,
    people,
    restore,
    setup,
    upkeep,
    worker,
)
