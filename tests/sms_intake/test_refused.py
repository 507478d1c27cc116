"""What nobody should send: other hands, other times, and bodies that are no message."""

import json
import random
import time
from collections.abc import Callable
from datetime import timedelta

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from connect.foundation.config import read_settings
from connect.foundation.database import db, transaction
from connect.foundation.setting_checks import SettingsError
from connect.help_requests import HelpRequest
from connect.sms_intake.models import SmsDialogue, SmsMessage
from connect.sms_intake.service import KEPT
from connect.sms_intake.signature import SIGNATURE, TIMESTAMP, sign
from tests.people import count
from tests.sms_intake.gateway import BA_TU, SECRET, URL, Gateway

GOOD = orjson.dumps({"id": "m1", "from": BA_TU, "text": "GIUP GAO Phuong Ben Nghe"})


def check_problem(answer: TestResponse, status: int) -> None:
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["title"]


def test_without_a_secret_there_is_no_entrance(app: Flask) -> None:
    answer = app.test_client().post(URL, data=GOOD, content_type="application/json")
    check_problem(answer, 404)
    timestamp = str(int(time.time()))
    headers = {TIMESTAMP: timestamp, SIGNATURE: sign("", timestamp, GOOD)}
    check_problem(app.test_client().post(URL, data=GOOD, headers=headers), 404)
    assert count(app, SmsMessage) == 0


def test_a_weak_secret_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="SMS_SECRET"):
        read_settings({"CONNECT_SMS_SECRET": "short"})
    assert SECRET not in repr(
        read_settings({"CONNECT_SMS_SECRET": "x" * 32, "CONNECT_SECRET_KEY": "x" * 32})
    )


@pytest.mark.parametrize(
    "send",
    [
        lambda gateway: gateway.post(GOOD, secret="another secret, just as long as it should be"),
        lambda gateway: gateway.post(GOOD, age_s=301),
        lambda gateway: gateway.post(GOOD, age_s=-301),
        lambda gateway: gateway.post(GOOD, **{SIGNATURE: ""}),
        lambda gateway: gateway.post(GOOD, **{SIGNATURE: "é" * 64}),
        lambda gateway: gateway.post(GOOD, **{TIMESTAMP: ""}),
        lambda gateway: gateway.post(GOOD, **{TIMESTAMP: "1e9"}),
        lambda gateway: gateway.post(GOOD, **{TIMESTAMP: "9" * 400}),
        lambda gateway: gateway.post(GOOD, **{TIMESTAMP: "١٢٣"}),
        lambda gateway: gateway.app.test_client().post(URL, data=GOOD),
    ],
)
def test_what_was_not_signed_just_now_is_not_even_read(
    send: Callable[[Gateway], TestResponse], gateway: Gateway, app: Flask
) -> None:
    check_problem(send(gateway), 403)
    assert count(app, SmsMessage) == count(app, HelpRequest) == 0


def test_a_signature_is_for_one_body_and_one_moment(gateway: Gateway) -> None:
    timestamp = str(int(time.time()))
    signed = {TIMESTAMP: timestamp, SIGNATURE: sign(SECRET, timestamp, GOOD)}
    client = gateway.app.test_client()
    changed = GOOD.replace(b"GAO", b"SUA")
    check_problem(client.post(URL, data=changed, headers=signed), 403)
    later = signed | {TIMESTAMP: str(int(timestamp) + 1)}
    check_problem(client.post(URL, data=GOOD, headers=later), 403)
    kind = "application/json"
    assert client.post(URL, data=GOOD, headers=signed, content_type=kind).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422), (b"{", 400), (b"nul", 400), (b"[]", 422), (b"1", 422), (b"null", 422),
        (b'{"id": "m1"}', 422), (b'"\\ud800"', 400), (b"\xff\xfe", 400),
        (b'{"id": "", "from": "x", "text": "x"}', 422),
        (b'{"id": "\\u0000", "from": "x", "text": "x"}', 422),
        (b'{"id": 7, "from": "x", "text": "x"}', 422),
        (b'{"id": "m1", "from": "x", "text": null}', 422),
        (b'{"id": "m1", "from": "x", "text": "x", "more": 1}', 422),
        (b'{"id": "m1", "from": "x", "text": "x", "at": "0001-01-01T00:00:00+23:59"}', 422),
        (b'{"id": "m1", "from": "x", "text": "x", "at": "9999-12-31T23:59:59-23:59"}', 422),
        (b'{"id": "m1", "from": "x", "text": "' + b"x" * 17_000 + b'"}', 413),
    ],
)  # fmt: skip
def test_a_body_that_is_no_message(body: bytes, status: int, gateway: Gateway) -> None:
    check_problem(gateway.post(body), status)


def test_a_webhook_replayed_gives_the_same_calm_answer(gateway: Gateway, app: Flask) -> None:
    answers = [gateway.post(GOOD).get_json() for _time in range(3)]
    assert answers[0]["outcome"] == "opened"
    assert answers[1:] == answers[:1] * 2
    assert count(app, HelpRequest) == count(app, SmsMessage) == 1
    assert len(gateway.delivered()) == 1


@pytest.mark.usefixtures("seen_on_postgis")  # which takes fewer values than SQLite
def test_two_thousand_random_bodies_never_break_anything(gateway: Gateway) -> None:
    chance = random.Random(7)
    shapes = [
        lambda: chance.randbytes(chance.randrange(200)),
        lambda: (
            b'{"id":"%d","from":"0912345603","text":"%s"}'
            % (chance.randrange(10**9), chance.randbytes(chance.randrange(60)))
        ),
        lambda: json.dumps(
            {
                "id": str(chance.randrange(10**9)),
                "from": chance.choice([BA_TU, "0912345604", "x", ""]),
                "text": "".join(chr(chance.randrange(1, 0xD7FF)) for _ in range(20)),
            }
        ).encode(),
    ]
    for n in range(2_000):
        answer = gateway.post(shapes[n % 3]())
        assert answer.status_code in (200, 400, 422), (answer.status_code, answer.data)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(max_size=300)
    | st.lists(
        st.sampled_from(["giup", "gao", "phuong", "tan phong", "1", "2", "huy", "TT", "q7", ","]),
        max_size=6,
    ).map(" ".join),
    sender=st.sampled_from([BA_TU, "0912345604"]) | st.text(max_size=20),
)
def test_any_text_from_anybody_is_taken(gateway: Gateway, text: str, sender: str) -> None:
    told = gateway.send(text, sender)
    assert set(told) == {"id", "outcome", "reply"}


def test_messages_are_forgotten_after_a_month(
    gateway: Gateway, app: Flask, cli: FlaskCliRunner
) -> None:
    gateway.send("GIUP GAO Phuong Ben Nghe")
    with app.app_context(), transaction():
        for row in db.session.query(SmsMessage):
            row.at -= KEPT - timedelta(minutes=5)
    gateway.send("TT", "0912345604")
    assert "sms_forgotten 0" in cli.invoke(args=["upkeep"]).output
    with app.app_context(), transaction():
        for row in db.session.query(SmsMessage).filter_by(kind="help"):
            row.at -= timedelta(minutes=6)
        for said in db.session.query(SmsDialogue):
            said.until -= timedelta(hours=3)
    assert "sms_forgotten 1" in cli.invoke(args=["upkeep"]).output
    assert [one.kind for one in gateway.messages()] == ["status"]
    assert count(app, SmsDialogue) == 0
    assert count(app, HelpRequest) == 1
