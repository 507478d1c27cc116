"""Rubbish, and machines that answer machines: a calm answer, few of them, and never a talk."""

from datetime import timedelta

import pytest
from flask import Flask

from connect.foundation.database import db, transaction
from connect.help_requests import HelpRequest
from connect.sms_intake.models import SmsMessage
from connect.sms_intake.replies import USAGE
from tests.people import count
from tests.sms_intake.gateway import Gateway

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
