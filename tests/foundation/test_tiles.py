"""Street tiles: only where an operator names them, and then from nowhere else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from connect.foundation.config import read_settings
from connect.foundation.setting_checks import SettingsError
from tests.web import Browser

TILES = "https://tiles.example.org/osm/{z}/{x}/{y}.png"


def pictures_from(client: Browser) -> list[str]:
    """The sources that the policy of a page allows pictures from."""
    policy = client.get("/requests").headers["Content-Security-Policy"]
    [allowed] = [part for part in policy.split("; ") if part.startswith("img-src ")]
    return allowed.split()[1:]


@pytest.fixture
def with_tiles(app: Flask) -> Iterator[None]:
    """The same app, with tiles of somebody's."""
    before = app.config["CONNECT"]
    app.config["CONNECT"] = replace(before, tile_url=TILES, tile_credit="© Ai đó & <b>bạn</b>")
    yield
    app.config["CONNECT"] = before


def test_without_the_setting_no_other_server_is_asked(client: Browser) -> None:
    assert [source for source in pictures_from(client) if "//" in source] == []
    assert b"data-tiles=" not in client.get("/requests").data


def test_their_origin_alone_is_allowed_and_their_credit_shown(
    with_tiles: None, client: Browser
) -> None:
    allowed = [source for source in pictures_from(client) if "//" in source]
    assert allowed == ["https://tiles.example.org"]
    text = client.get("/requests").get_data(as_text=True)
    assert f'data-tiles="{TILES}"' in text
    assert "© Ai đó &amp; &lt;b&gt;bạn&lt;/b&gt;" in text


@pytest.mark.parametrize(
    "url",
    [
        "https://tiles.example.org/{z}/{x}.png",
        "https://tiles.example.org/?z={z}&x={x}&y={y}",
        "ftp://tiles.example.org/{z}/{x}/{y}",
        "https:///{z}/{x}/{y}",
        "https://tiles.example.org; script-src *;/{z}/{x}/{y}",
        "https://tiles.example.org,https://evil.example/{z}/{x}/{y}",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "https://*.example.org/{z}/{x}/{y}.png",
        "/tiles/{z}/{x}/{y}.png",
    ],
)
def test_what_cannot_be_tiles_stops_the_start(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CONNECT_TILE_URL"):
        read_settings({"CONNECT_TILE_URL": url}, root=tmp_path)


def test_tiles_are_read_as_they_are_written(tmp_path: Path) -> None:
    settings = read_settings({"CONNECT_TILE_URL": TILES}, root=tmp_path)
    assert (settings.tile_url, settings.tile_origin) == (TILES, "https://tiles.example.org")
