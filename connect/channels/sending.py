"""The channels in force: those that the settings name, open for as long as the app."""

from collections.abc import Callable

from flask import Flask, current_app

from connect.channels.console import OUTBOX, ConsoleChannel
from connect.channels.contract import Channel, Message, PermanentFailure
from connect.channels.sms import SmsChannel
from connect.channels.smtp import SmtpChannel
from connect.foundation.config import Settings

OPEN = "connect_channels"
# One for each name in `config.CHANNELS`.
_OPENED_BY: dict[str, Callable[[Settings], Channel]] = {
    "console": lambda settings: ConsoleChannel(settings.var / OUTBOX),
    "sms": lambda settings: SmsChannel(settings.sms_url, settings.sms_token),
    "email": lambda settings: SmtpChannel(settings.smtp_url, settings.mail_from),
}


def init_channels(app: Flask, settings: Settings) -> None:
    """Opens the channels that the settings name, each once."""
    app.extensions[OPEN] = {name: _OPENED_BY[name](settings) for name in settings.channels}


def send(message: Message) -> None:
    """Sends one message by the first channel that carries it. Never call it inside a transaction.

    Raises `TemporaryFailure` or `PermanentFailure`, the latter also when no channel carries it.
    """
    for channel in _open().values():
        if channel.carries(message):
            channel.send(message)
            return
    raise PermanentFailure(f"no channel in force carries {message.channel}")


def sent(*, to: str | None = None, last: int | None = None) -> list[dict[str, str]]:
    """What the console has sent, oldest first (see `ConsoleChannel.read`); none without it."""
    console = _open().get("console")
    return console.read(to=to, last=last) if isinstance(console, ConsoleChannel) else []


def _open() -> dict[str, Channel]:
    channels: dict[str, Channel] = current_app.extensions[OPEN]
    return channels
