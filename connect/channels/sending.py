"""The channels in force: those that the settings name, open for as long as the app."""

from collections.abc import Callable

from flask import Flask, current_app

from connect.channels.console import OUTBOX, ConsoleChannel
from connect.channels.contract import Channel, Message, PermanentFailure
from connect.channels.push_services import way_to
from connect.channels.sms import SmsChannel
from connect.channels.smtp import SmtpChannel
from connect.channels.subscription import read_subscription
from connect.channels.webpush import WebPushChannel, public_key
from connect.channels.zalo import ZaloChannel
from connect.channels.zalo_token import ZaloToken
from connect.foundation.config import Settings

OPEN = "connect_channels"
ZALO_FILE = "zalo_token.json"
# One for each name in `config.CHANNELS`.
_OPENED_BY: dict[str, Callable[[Settings], Channel]] = {
    "console": lambda settings: ConsoleChannel(settings.var / OUTBOX),
    "sms": lambda settings: SmsChannel(settings.sms_url, settings.sms_token),
    "email": lambda settings: SmtpChannel(settings.smtp_url, settings.mail_from),
    "push": lambda settings: WebPushChannel(
        settings.vapid_private_key, settings.vapid_subject, settings.push_hosts
    ),
    "zalo": lambda settings: ZaloChannel(
        settings.zalo_url, _zalo_token(settings), settings.zalo_template
    ),
}


def init_channels(app: Flask, settings: Settings) -> None:
    """Opens the channels that the settings name, each once."""
    app.extensions[OPEN] = {name: _OPENED_BY[name](settings) for name in settings.channels}


def send(message: Message) -> None:
    """Sends one message by the first channel that carries it. Never call it inside a transaction.

    Raises `TemporaryFailure` or `PermanentFailure`, the latter also when no channel carries it.
    """
    for channel in _open().values():
        if message.channel in channel.carries:
            channel.send(message)
            return
    raise PermanentFailure(f"no channel in force carries {message.channel}")


def in_force() -> frozenset[str]:
    """The wires that can carry a message now, by the names that `Message.channel` takes."""
    return frozenset[str]().union(*(channel.carries for channel in _open().values()))


def push_public_key() -> str:
    """What a browser subscribes to Web Push with (`applicationServerKey`); empty without a key."""
    private: str = current_app.config["CONNECT"].vapid_private_key
    return public_key(private) if private else ""


def can_push_to(subscription: str) -> bool:
    """Whether a browser's subscription (JSON text) can be one, and leads to a push service."""
    try:
        endpoint = read_subscription(subscription).endpoint
    except PermanentFailure:
        return False
    return way_to(endpoint, current_app.config["CONNECT"].push_hosts) is not None


def sent(*, to: str | None = None, last: int | None = None) -> list[dict[str, str]]:
    """What the console has sent, oldest first (see `ConsoleChannel.read`); none without it."""
    console = _open().get("console")
    return console.read(to=to, last=last) if isinstance(console, ConsoleChannel) else []


def _zalo_token(settings: Settings) -> ZaloToken:
    return ZaloToken(
        settings.zalo_oauth_url,
        settings.zalo_app_id,
        settings.zalo_app_secret,
        settings.zalo_refresh_token,
        settings.var / ZALO_FILE,
    )


def _open() -> dict[str, Channel]:
    channels: dict[str, Channel] = current_app.extensions[OPEN]
    return channels
