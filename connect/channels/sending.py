"""The channels in force: those that the settings name, open for as long as the app."""

from collections.abc import Callable

from flask import Flask, current_app

from connect.channels.console import OUTBOX, ConsoleChannel, Message
from connect.foundation.config import Settings

OPEN = "connect_channels"
# One for each name in `config.CHANNELS`.
_OPENED_BY: dict[str, Callable[[Settings], ConsoleChannel]] = {
    "console": lambda settings: ConsoleChannel(settings.var / OUTBOX),
}


def init_channels(app: Flask, settings: Settings) -> None:
    """Opens the channels that the settings name, each once."""
    app.extensions[OPEN] = {name: _OPENED_BY[name](settings) for name in settings.channels}


def send(message: Message) -> None:
    """Sends one message by the channels in force. Never call it inside a transaction."""
    for channel in _open().values():
        channel.send(message)


def sent(*, to: str | None = None, last: int | None = None) -> list[dict[str, str]]:
    """What the console has sent, oldest first (see `ConsoleChannel.read`)."""
    return _open()["console"].read(to=to, last=last)


def _open() -> dict[str, ConsoleChannel]:
    channels: dict[str, ConsoleChannel] = current_app.extensions[OPEN]
    return channels
