"""Wires that run for one test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from connect import channels
from tests.channels.gateways import MailServer, mail_server_running


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server that takes every mail, until it is told otherwise."""
    with mail_server_running() as server:
        yield server


@pytest.fixture
def mailing(
    app: Flask, another_app: Callable[..., Flask], mail_server: MailServer, tmp_path: Path
) -> Flask:
    """The app with true mail; the console carries the rest."""
    assert app
    return another_app(
        channels=("email", "console"),
        smtp_url=f"smtp://127.0.0.1:{mail_server.port}",
        mail_from="help@connect.example",
        var=tmp_path,
    )


@pytest.fixture
def wire(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """What goes wrong on the wire next; it works once nothing is left."""
    script: list[Exception] = []
    honest = channels.send

    def send(message: channels.Message) -> None:
        if script:
            raise script.pop(0)
        honest(message)

    monkeypatch.setattr(channels, "send", send)
    return script
