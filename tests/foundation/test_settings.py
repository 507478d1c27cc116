"""Settings are checked before anything starts."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from connect.channels import Message, PermanentFailure, send, sent
from connect.foundation.config import read_settings
from connect.foundation.setting_checks import SettingsError

IN_PRODUCTION = {
    "CONNECT_ENV": "production",
    "CONNECT_SECRET_KEY": "w3QhR8tY" * 4,
    "CONNECT_TRUSTED_HOSTS": "connect.example",
}


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = read_settings({}, root=tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/var/connect.db"
    assert settings.embedded
    assert settings.limits
    assert not settings.production
    assert (settings.cell_metres, settings.channels) == (500.0, ("console",))


def test_the_key_of_the_embedded_default_is_made_once_and_kept_to_us(tmp_path: Path) -> None:
    first, second = read_settings({}, root=tmp_path), read_settings({}, root=tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 43
    assert (tmp_path / "var/secret_key").stat().st_mode & 0o077 == 0


def test_production_starts_with_all_it_needs(tmp_path: Path) -> None:
    settings = read_settings(IN_PRODUCTION, root=tmp_path)
    assert settings.production
    assert settings.trusted_hosts == ("connect.example",)
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "https://connect.example"),
        ({"CONNECT_TRUSTED_HOSTS": " .ward7.example, b.example"}, "https://ward7.example"),
        ({"CONNECT_BASE_URL": "https://elsewhere.example/"}, "https://elsewhere.example"),
        ({"CONNECT_ENV": "development", "PORT": "8123"}, "http://127.0.0.1:8123"),
    ],
)
def test_links_in_production_never_begin_with_this_machine(
    change: dict[str, str], expected: str, tmp_path: Path
) -> None:
    assert read_settings(IN_PRODUCTION | change, root=tmp_path).base_url == expected


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"CONNECT_SECRET_KEY": ""}, "CONNECT_SECRET_KEY"),
        ({"CONNECT_SECRET_KEY": "k" * 31}, "CONNECT_SECRET_KEY"),
        ({"CONNECT_TRUSTED_HOSTS": " , "}, "CONNECT_TRUSTED_HOSTS"),
        ({"CONNECT_LIMITS": "off"}, "CONNECT_LIMITS"),
        ({"CONNECT_LIMITS": "no"}, "CONNECT_LIMITS"),
        ({"CONNECT_STAFF_SECOND_FACTOR": "yes"}, "CONNECT_STAFF_SECOND_FACTOR"),
        ({"CONNECT_ENV": "test"}, "CONNECT_ENV"),
        ({"CONNECT_DATABASE_URL": "mysql://x"}, "CONNECT_DATABASE_URL"),
        ({"CONNECT_DATABASE_URL": "postgresql://x"}, "CONNECT_DATABASE_URL"),
        ({"CONNECT_DATABASE_URL": "::"}, "CONNECT_DATABASE_URL"),
        ({"CONNECT_CELL_METRES": "0"}, "CONNECT_CELL_METRES"),
        ({"CONNECT_CELL_METRES": "nan"}, "CONNECT_CELL_METRES"),
        ({"CONNECT_PROXY_HOPS": "-1"}, "CONNECT_PROXY_HOPS"),
        ({"PORT": "abc"}, "^PORT is 'abc'"),
        ({"CONNECT_LIVE_PORT": "abc"}, "^CONNECT_LIVE_PORT is 'abc'"),
        ({"CONNECT_CHANNELS": "pigeon"}, "CONNECT_CHANNELS"),
        ({"CONNECT_CHANNELS": "console,"}, "CONNECT_CHANNELS"),
        ({"CONNECT_REDIS_URL": "localhost:6379"}, "CONNECT_REDIS_URL"),
        ({"CONNECT_GEOCODER": "google"}, "CONNECT_GEOCODER"),
    ],
)
def test_a_setting_that_cannot_be_meant_stops_the_start_by_its_name(
    change: dict[str, str], named: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=named) as refused:
        read_settings(IN_PRODUCTION | change, root=tmp_path)
    assert "k" * 31 not in str(refused.value)


def test_what_stops_the_start_is_one_line(tmp_path: Path) -> None:
    start = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi:app", "routes"],
        env=os.environ | {"CONNECT_VAR": str(tmp_path), "CONNECT_CHANNELS": "console,pigeon"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert start.returncode == 1
    [line] = start.stderr.splitlines()
    assert "CONNECT_CHANNELS is 'pigeon'" in line


def test_messages_leave_by_the_channels_that_were_chosen(
    another_app: Callable[..., Flask], tmp_path: Path
) -> None:
    message = Message(channel="sms", to="+84912345678", kind="code", body="123456")
    for channels, lines in ((("console",), 1), (("console", "console"), 2)):
        with another_app(channels=channels, var=tmp_path).app_context():
            send(message)
            assert len(sent()) == lines, "a channel that is named twice sends once"
    with another_app(channels=(), var=tmp_path).app_context(), pytest.raises(PermanentFailure):
        send(message)
    assert len((tmp_path / "outbox.jsonl").read_text().splitlines()) == 2
