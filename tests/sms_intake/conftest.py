"""Fixtures: an app to which a gateway is connected, and the gateway."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.sms_intake.gateway import SECRET, Gateway


@pytest.fixture
def gateway(app: Flask) -> Iterator[Gateway]:
    """A gateway that knows the secret."""
    before = app.config["CONNECT"]
    app.config["CONNECT"] = replace(before, sms_secret=SECRET)
    yield Gateway(app)
    app.config["CONNECT"] = before
