"""`flask intake sms`: a file of messages, read once or ten times."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.foundation.clock import utcnow
from connect.help_requests import HelpRequest
from connect.sms_intake.models import SmsMessage
from connect.sms_intake.service import KEPT, READ_FOR, Incoming, receive
from tests.people import count
from tests.sms_intake.gateway import BA_TU, Gateway, goods


def lines() -> Iterator[bytes]:
    for id_, sender, text in (
        ("f1", BA_TU, "GIUP GAO Phuong Ben Nghe"),
        ("f2", BA_TU, "GIUP SUA"),
        ("f3", "0912345604", "xin chào"),
        ("f4", "VIETTEL", "Khuyến mãi"),
        ("f1", BA_TU, "GIUP GAO Phuong Ben Nghe"),
    ):
        yield orjson.dumps({"id": id_, "from": sender, "text": text})


BROKEN = [b"{", b"\xff\xfe\x00", b'{"id": "f9"}', b"[" * 5_000, b'{"id":"' + b"x" * 20_000, b"1"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "messages.jsonl"
    whole = list(lines())
    path.write_bytes(b"\n".join([whole[0], b"", *BROKEN, *whole[1:]]) + b"\r\n")
    return path


def read(cli: FlaskCliRunner, file: Path) -> dict[str, int]:
    result = cli.invoke(args=["intake", "sms", str(file)])
    assert result.exit_code == 0, result.output
    words = result.stdout.split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


def test_a_file_is_read_to_its_end(
    cli: FlaskCliRunner, file: Path, app: Flask, gateway: Gateway
) -> None:
    assert read(cli, file) == {
        "read": 11, "opened": 1, "added": 1, "answered": 1, "ignored": 1, "repeated": 1,
        "rejected": 6,
    }  # fmt: skip
    (request,) = gateway.requests()
    assert goods(request) == [("food", "Gạo", ""), ("food", "Sữa", "")]
    assert len(gateway.delivered()) == 2


def test_read_again_it_changes_nothing(
    cli: FlaskCliRunner, file: Path, app: Flask, gateway: Gateway
) -> None:
    read(cli, file)
    before = [(one.gateway_id, one.outcome, one.reply) for one in gateway.messages()]
    again = read(cli, file)
    assert (again["repeated"], again["rejected"]) == (5, 6)
    assert again["opened"] == again["added"] == again["answered"] == again["ignored"] == 0
    assert [(one.gateway_id, one.outcome, one.reply) for one in gateway.messages()] == before
    assert len(gateway.delivered()) == 2
    assert count(app, HelpRequest) == 1


def test_every_broken_line_is_told_with_its_number(cli: FlaskCliRunner, file: Path) -> None:
    told = cli.invoke(args=["intake", "sms", str(file)]).stderr.splitlines()
    assert [line.split(":")[0] for line in told] == [f"line {n}" for n in range(3, 9)]
    assert "this is not JSON" in told[0]
    assert "Missing data" in told[2]
    assert max(map(len, told)) < 300


def test_what_the_webhook_has_taken_the_file_does_not_repeat(
    cli: FlaskCliRunner, file: Path, gateway: Gateway, app: Flask
) -> None:
    gateway.send("GIUP GAO Phuong Ben Nghe", id_="f1")
    assert read(cli, file)["repeated"] == 2
    assert count(app, HelpRequest) == 1


def test_what_may_have_been_forgotten_is_not_done_again(
    cli: FlaskCliRunner, tmp_path: Path, app: Flask, gateway: Gateway
) -> None:
    path = tmp_path / "old.jsonl"
    message = {"from": BA_TU, "text": "GIUP GAO Phuong Ben Nghe"}
    young, old = utcnow() - READ_FOR + timedelta(hours=1), utcnow() - READ_FOR - timedelta(hours=1)
    path.write_bytes(orjson.dumps({"id": "a", "at": old.isoformat()} | message))
    result = cli.invoke(args=["intake", "sms", str(path)])
    assert "line 1: older than 28 days" in result.stderr
    assert "opened 0" in result.stdout
    assert gateway.send(message["text"], at=old.isoformat())["outcome"] == "ignored"
    assert gateway.requests() == []
    path.write_bytes(orjson.dumps({"id": "b", "at": young.isoformat()} | message))
    assert read(cli, path)["opened"] == 1
    assert READ_FOR < KEPT  # what is younger is still known


def test_an_id_used_twice_loses_no_call_for_help(gateway: Gateway, app: Flask) -> None:
    """A gateway that was reset counts from one again."""
    hers = gateway.send("GIUP GAO Phuong Ben Nghe", id_="1")
    his = gateway.send("GIUP SUA Phuong Ben Nghe", "0912345604", id_="1")
    assert (hers["outcome"], his["outcome"]) == ("opened", "opened")
    (her_request,), (his_request,) = gateway.requests(), gateway.requests("+84912345604")
    assert her_request.code not in his["reply"]
    assert his_request.code in his["reply"]
    assert gateway.send("GIUP THUOC", id_="1")["outcome"] == "added"
    assert gateway.send("GIUP GAO Phuong Ben Nghe", "+84 912 345 603", id_="1") == hers
    assert count(app, HelpRequest) == 2


def test_a_file_that_is_not_there(cli: FlaskCliRunner, tmp_path: Path) -> None:
    assert cli.invoke(args=["intake", "sms", str(tmp_path / "nothing")]).exit_code == 2


def at_once(app: Flask, ids: list[str]) -> list[str]:
    """The same words from one phone, all at the same moment."""

    def one(id_: str) -> str:
        with app.app_context():
            told = Incoming(id_, BA_TU, "GIUP GAO Phuong Ben Nghe")
            return receive(told, app.config["CONNECT"]).outcome

    with ThreadPoolExecutor(8) as crowd:
        return list(crowd.map(one, ids))


def test_one_message_delivered_eight_times_at_once_is_one(app: Flask) -> None:
    assert at_once(app, ["same"] * 8) == ["opened"] * 8
    assert count(app, HelpRequest) == count(app, SmsMessage) == 1


def test_eight_messages_of_one_phone_at_once_are_one_request(app: Flask) -> None:
    outcomes = at_once(app, [f"id {n}" for n in range(8)])
    assert sorted(outcomes) == ["added"] * 7 + ["opened"]
    assert count(app, HelpRequest) == 1
