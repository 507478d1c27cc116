"""The commands that the app brings to `flask`.

Each is loaded when it is called. The web never does: Alembic alone would cost it 7 MB.
"""

import click
from flask import Flask
from flask.cli import AppGroup
from werkzeug.utils import import_string

COMMANDS = {
    "audit": "connect.cli.audit:audit",
    "backup": "connect.cli.backup:backup",
    "breach": "connect.cli.breach:breach",
    "db": "flask_migrate.cli:db",
    "demo": "connect.cli.setup:demo",
    "erasures": "connect.cli.erasures:erasures",
    "export": "connect.cli.exports:export",
    "import": "connect.cli.imports:imports",
    "intake": "connect.cli.intake:intake",
    "match": "connect.cli.matches:match",
    "outbox": "connect.cli.outbox:outbox",
    "people": "connect.cli.people:people",
    "restore": "connect.cli.backup:restore",
    "setup": "connect.cli.setup:setup",
    "upkeep": "connect.cli.upkeep:upkeep",
    "worker": "connect.cli.upkeep:worker",
}


class Commands(AppGroup):
    """Flask's own group of an app's commands, with ours beside what extensions add."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all, sorted."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None where there is none."""
        if cmd_name in COMMANDS:
            command: click.Command = import_string(COMMANDS[cmd_name])
            return command
        return super().get_command(ctx, cmd_name)


def init_commands(app: Flask) -> None:
    """Puts our commands into the app's group."""
    app.cli = Commands(name=app.name)
