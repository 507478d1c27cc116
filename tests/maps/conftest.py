"""Fixtures of the map: no tile is left of the test before."""

from dataclasses import replace

import pytest
from flask import Flask

from connect.maps import drawing


@pytest.fixture(autouse=True)
def nothing_left(app: Flask) -> None:
    """What the process keeps is of one test alone."""
    app.extensions.pop(drawing._KEPT, None)


@pytest.fixture
def anywhere(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shops may stand wherever the map goes."""
    monkeypatch.setitem(app.config, "CONNECT", replace(app.config["CONNECT"], anywhere=True))
