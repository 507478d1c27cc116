"""A Zalo on this machine: what it answers, the tokens that it gives, and a channel to it."""

import json
from pathlib import Path
from typing import Any

from connect.channels import Message
from connect.channels.zalo import ZaloChannel
from connect.channels.zalo_token import ZaloToken
from tests.channels.gateways import PHONE, VIETNAMESE, Gateway

APP, SECRET, SEED, TEMPLATE = "4291763", "secret-of-the-app", "refresh-token-0", "367123"
ID = "0b8f3c1e-2f6d-4d4c-9a51-7f0f5a1e9c11"
MESSAGE = Message(channel="zalo", to=PHONE, kind="offer", body=VIETNAMESE, id=ID)


def said(gateway: Gateway, error: Any, **more: Any) -> None:
    body = json.dumps({"error": error, "message": f"about {PHONE}", **more}).encode()
    gateway.says("200 OK", body, Content_Type="text/json; charset=utf-8")


def gives(gateway: Gateway, number: int) -> None:
    pair = {"access_token": f"access-token-{number}", "refresh_token": f"refresh-token-{number}"}
    gateway.says("200 OK", json.dumps(pair | {"expires_in": "90000"}).encode())


def channel_of(
    zalo: Gateway, sign_in: Gateway, file: Path, *, seed: str = SEED, answer_s: float = 5.0
) -> ZaloChannel:
    token = ZaloToken(sign_in.url, APP, SECRET, seed, file)
    return ZaloChannel(zalo.url, token, TEMPLATE, answer_s=answer_s)


def token_age(file: Path, seconds: float) -> None:
    """As if the tokens had been given so long ago."""
    access, refresh, since, seed = json.loads(file.read_bytes())
    file.write_text(json.dumps([access, refresh, since - seconds, seed]))
