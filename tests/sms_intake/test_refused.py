"""What nobody should send: other hands, other times, rubbish, and machines that answer machines."""

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

from connect.foundation.config import SettingsError, read_settings
from connect.foundation.database import db, transaction
from connect.help_requests import HelpRequest
from connect.sms_intake.models import SmsDialogue, SmsMessage
from connect.sms_intake.replies import USAGE
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


RUBBISH = [
    "", " ", "\n\n", "🙏🙏🙏", "👨‍👩‍👧‍👦" * 50, "我需要大米 请帮助", "مساعدة", "нужна помощь",
    "\u0000\u0000", "\u200b", "%s %(x)s {0} {{7*7}}",
    "<script>alert(1)</script>",
    "'; DROP TABLE sms_message; --", "a" * 10_000, "zq wv " * 1_700, "Xin chào, bạn khỏe không?",
]  # fmt: skip


@pytest.mark.parametrize("text", RUBBISH)
def test_rubbish_is_answered_helpfully(text: str, gateway: Gateway, app: Flask) -> None:
    assert gateway.send(text)["outcome"] == "answered"
    (message,) = gateway.messages()
    assert "GIUP" in message.reply
    assert len(message.reply) <= 160
    assert gateway.delivered() == [message.reply]
    assert count(app, HelpRequest) == 0


def test_what_stands_behind_ten_thousand_characters_is_not_needed(gateway: Gateway) -> None:
    told = gateway.send("GIUP GAO Phuong Ben Nghe\n" + "🙏 cảm ơn " * 1_000)
    assert told["outcome"] == "opened"


@pytest.mark.parametrize(
    "sender",
    [
        "VIETTEL",
        "1414",
        "+1414",
        "",
        "Ngân hàng",
        "0912 345",
        "a@example.org",
        "\u202e0912",
        "0" * 90,
        "1800 1234",
        "19001234",
        "+1 900 555 0123",
        "028 3829 5700",
        "+881 6 12345678",
        "+88216 12345678",
    ],
)
def test_who_is_no_phone_is_not_answered(sender: str, gateway: Gateway, app: Flask) -> None:
    told = gateway.send("GIUP GAO Phuong Ben Nghe", sender)
    assert (told["outcome"], told["reply"]) == ("ignored", None)
    assert [(one.phone, one.text) for one in gateway.messages()] == [(None, "")]
    assert count(app, HelpRequest) == 0


@pytest.mark.parametrize(
    "first", ["GIUP GAO Phuong Ben Nghe", "xin chào", "TT", "GIUP GAO", "STOP"]
)
def test_a_machine_that_repeats_our_words_gives_up(
    first: str, gateway: Gateway, app: Flask
) -> None:
    told = gateway.reply(first) or USAGE
    for _time in range(25):
        told = gateway.reply(f"Re: {told}") or told
    assert len(gateway.delivered()) <= 5
    assert count(app, HelpRequest) <= 1


EVERY_ANSWER = [
    "GIUP GAO Phuong Ben Nghe", "GIUP GAO GAP 4 NGUOI Phuong Ben Nghe", "GIUP GAO",
    "GIUP GAO quan 7", "GIUP phuong Ben Nghe", "GIUP GAO phuong Tan Phong", "GIUP GAO phuong Asdf",
    "xin chào", "TT", "HUY", "START", "STOP", "2", "cap cuu", "HELP RICE Ben Nghe ward",
    "HELP RICE", "HELP", "help ward Ben Nghe", "status", "cancel",
]  # fmt: skip


@pytest.mark.usefixtures("seen_on_sqlite")
@pytest.mark.parametrize("first", EVERY_ANSWER)
@pytest.mark.parametrize("known", [False, True])
def test_two_of_us_do_not_talk_to_each_other(
    first: str, known: bool, gateway: Gateway, app: Flask
) -> None:
    """Each answer comes back from another number: a gateway that is connected to us twice."""
    if known:
        gateway.send("GIUP SUA Phuong Ben Nghe")
    told = gateway.reply(first)
    before = count(app, HelpRequest)
    rounds = 0
    while told:
        told = gateway.reply(told, f"09123457{rounds:02}")
        rounds += 1
        assert rounds < 4
    assert count(app, HelpRequest) == before


@pytest.mark.parametrize("first", ["GIUP GAO phuong Tan Phong", "STOP", "START"])
def test_what_a_phone_was_answered_is_no_message_of_its_own(first: str, gateway: Gateway) -> None:
    told = gateway.reply(first)
    assert gateway.send(f"Re: {told}")["outcome"] == "ignored"


@pytest.mark.parametrize("how", ["{}", "Fwd: {}", "{} "])
def test_our_own_example_sent_on_asks_for_nothing(how: str, gateway: Gateway, app: Flask) -> None:
    assert gateway.send(how.format(USAGE))["outcome"] == "ignored"
    assert gateway.send(USAGE[:100], "0912345604")["outcome"] == "ignored"
    assert gateway.send("GIUP GAO PHUONG TAN HUNG QUAN 7")["outcome"] == "opened"
    assert count(app, HelpRequest) == 1


@pytest.mark.parametrize(
    "text",
    ["Toi dang lai xe, se goi lai sau.", "I'm driving, can't talk", "Automatic reply: I am away",
     "Cảm ơn!", "[Tin nhắn tự động] Cửa hàng sẽ phản hồi sớm"],
)  # fmt: skip
def test_an_auto_responder_is_never_answered(text: str, gateway: Gateway) -> None:
    assert gateway.send(text)["outcome"] == "ignored"
    assert gateway.delivered() == []


@pytest.mark.parametrize("sender", ["84912345603", "0084912345603", "+1 202 555 0123"])
def test_a_phone_that_somebody_holds_is_answered(sender: str, gateway: Gateway) -> None:
    assert gateway.send("GIUP GAO Phuong Ben Nghe", sender)["outcome"] == "opened"


def test_the_same_riddle_is_answered_twice_an_hour(gateway: Gateway) -> None:
    outcomes = [gateway.send("abc xyz")["outcome"] for _time in range(4)]
    assert outcomes == ["answered", "answered", "ignored", "ignored"]


def test_five_answers_an_hour_and_twenty_a_day(gateway: Gateway, app: Flask) -> None:
    answered = 0
    for _hour in range(6):
        for _time in range(7):
            answered += bool(gateway.reply("TT"))
        with app.app_context(), transaction():
            for message in db.session.query(SmsMessage):
                message.at -= timedelta(hours=1)
        assert answered <= 5 * (_hour + 1)
    assert answered == 20


def test_help_is_opened_even_when_no_answer_is_left(gateway: Gateway) -> None:
    for _time in range(6):
        gateway.send("TT")
    told = gateway.send("GIUP GAO Phuong Ben Nghe")
    assert (told["outcome"], told["reply"]) == ("opened", None)
    assert len(gateway.requests()) == 1


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
