"""What accounts' tests say over and over: sign up, find the code in the outbox, prove the phone."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from connect import channels
from tests.people import PASSWORD

TU = "0912 345 603"
TU_E164 = "+84912345603"


def sign_up(client: FlaskClient, phone: str = TU, **changes: Any) -> TestResponse:
    told = {"phone": phone, "name": "Bà Tư", "password": PASSWORD} | changes
    return client.post("/api/v1/accounts", json=told)


def start(client: FlaskClient, app: Flask, password: str = PASSWORD) -> tuple[str, str]:
    """Signs up; the attempt that it is, and the code that came for it."""
    answer = sign_up(client, password=password)
    assert answer.status_code == 202
    assert answer.json is not None
    return answer.json["attempt"], last_code(app)


def verify(
    client: FlaskClient,
    code: str,
    phone: str = TU,
    attempt: str | None = None,
    headers: dict[str, str] | None = None,
) -> TestResponse:
    body = {"phone": phone, "code": code} | ({"attempt": attempt} if attempt else {})
    return client.post("/api/v1/accounts/verify", json=body, headers=headers)


def sign_in(client: FlaskClient, password: str = PASSWORD, phone: str = TU) -> TestResponse:
    return client.post("/api/v1/tokens", json={"phone": phone, "password": password})


def messages(app: Flask, to: str = TU_E164) -> list[dict[str, str]]:
    with app.app_context():
        return channels.sent(to=to)


def last_code(app: Flask, to: str = TU_E164) -> str:
    found = re.search(r"\b\d{6}\b", messages(app, to)[-1]["body"])
    assert found is not None
    return found.group()


def wrong(code: str) -> str:
    """Another code than this one."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def me(client: FlaskClient, token: str) -> TestResponse:
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
