"""A push service on this machine, and messages to it."""

from dataclasses import replace
from typing import Any

from connect.channels import Message
from connect.channels.webpush import WebPushChannel
from connect.foundation.config import PUSH_HOSTS
from connect.foundation.wires import new_vapid_key
from tests.channels.gateways import VIETNAMESE, Gateway

KEY = new_vapid_key()
SUBJECT = "mailto:help@connect.example"
SECRET_PATH = "/push/address-that-nobody-sees"
KNOWN = tuple(PUSH_HOSTS.split(","))


def endpoint_of(service: Gateway) -> str:
    return f"https://127.0.0.1:{service.port}{SECRET_PATH}"


def send(service: Gateway, to: str, *, answer_s: float = 5.0, **changes: Any) -> None:
    channel = WebPushChannel(KEY, SUBJECT, (f"127.0.0.1:{service.port}",), answer_s=answer_s)
    message = Message(channel="push", to=to, kind="offer", body=VIETNAMESE, id="delivery-7")
    channel.send(replace(message, **changes))
