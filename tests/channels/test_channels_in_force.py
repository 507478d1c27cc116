"""Which channel takes a message, and the settings that open them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from connect.channels import Message, PermanentFailure, send, sent
from connect.foundation.config import SettingsError, read_settings
from tests.channels.gateways import ADDRESS, PHONE, TOKEN, Gateway, MailServer

SMS = Message(channel="sms", to=PHONE, kind="code", body="123456")
MAIL = Message(channel="email", to=ADDRESS, kind="offer", subject="Chào", body="Chào chị Ngọc")
PASSWORD = "hidden-password"
ALL_WIRES = {
    "CONNECT_CHANNELS": "sms, email",
    "CONNECT_SMS_URL": "https://sms.example/send",
    "CONNECT_SMS_TOKEN": TOKEN,
    "CONNECT_SMTP_URL": f"smtp+starttls://help:{PASSWORD}@mail.example:587",
    "CONNECT_MAIL_FROM": "Kết Nối <help@connect.example>",
}


@pytest.fixture
def wired(
    another_app: Callable[..., Flask], tmp_path: Path, gateway: Gateway, mail_server: MailServer
) -> Callable[..., Flask]:
    """Apps with these channels, all of them on this machine."""
    return lambda *channels: another_app(
        channels=channels,
        var=tmp_path,
        sms_url=gateway.url,
        sms_token=TOKEN,
        smtp_url=f"smtp://127.0.0.1:{mail_server.port}",
        mail_from="help@connect.example",
    )


def test_each_message_leaves_by_its_own_wire(
    wired: Callable[..., Flask], gateway: Gateway, mail_server: MailServer
) -> None:
    with wired("sms", "email").app_context():
        send(SMS)
        send(MAIL)
        assert sent() == [], "the console is not in force, and holds nothing"
    assert [json.loads(post.body)["to"] for post in gateway.posts] == [PHONE]
    assert len(mail_server.mails) == 1


def test_the_first_channel_that_carries_it_is_the_only_one(
    wired: Callable[..., Flask], gateway: Gateway, mail_server: MailServer
) -> None:
    with wired("sms", "console", "email").app_context():
        send(SMS)
        send(MAIL)
        assert [line["channel"] for line in sent()] == ["email"]
    assert (len(gateway.posts), len(mail_server.mails)) == (1, 0)


@pytest.mark.parametrize(("channels", "message"), [(("email",), SMS), (("sms",), MAIL), ((), SMS)])
def test_what_nothing_carries_fails_for_good(
    wired: Callable[..., Flask], channels: tuple[str, ...], message: Message
) -> None:
    with (
        wired(*channels).app_context(),
        pytest.raises(PermanentFailure, match=message.channel) as failure,
    ):
        send(message)
    assert message.to not in str(failure.value)


def test_the_outbox_names_an_id_only_where_there_is_one(wired: Callable[..., Flask]) -> None:
    with wired("console").app_context():
        send(SMS)
        send(Message(channel="sms", to=PHONE, kind="code", body="1", id="delivery-7"))
        without, with_id = sent()
    assert list(without) == ["channel", "to", "kind", "subject", "body", "at"]
    assert with_id["id"] == "delivery-7"


def test_the_wires_are_settings(tmp_path: Path) -> None:
    settings = read_settings(ALL_WIRES, root=tmp_path)
    assert settings.channels == ("sms", "email")
    assert (settings.sms_url, settings.sms_token) == ("https://sms.example/send", TOKEN)
    assert settings.smtp_url == ALL_WIRES["CONNECT_SMTP_URL"]
    assert settings.mail_from == ALL_WIRES["CONNECT_MAIL_FROM"]


@pytest.mark.parametrize(
    ("channel", "needed"),
    [("sms", "SMS_URL"), ("sms", "SMS_TOKEN"), ("email", "SMTP_URL"), ("email", "MAIL_FROM")],
)
def test_a_named_channel_that_lacks_a_setting_stops_the_start(
    channel: str, needed: str, tmp_path: Path
) -> None:
    environ = ALL_WIRES | {f"CONNECT_{needed}": " "}
    with pytest.raises(SettingsError) as refused:
        read_settings(environ, root=tmp_path)
    assert str(refused.value) == f"CONNECT_CHANNELS names {channel}, which needs CONNECT_{needed}."


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SMS_URL", f"sms.example/{PASSWORD}"),
        ("SMS_URL", f"ftp://sms.example/{PASSWORD}"),
        ("SMS_URL", f"https://user:{PASSWORD}@sms.example/"),
        ("SMS_URL", f"https://sms.example:99999/{PASSWORD}"),
        ("SMS_URL", f"https://sms..example/{PASSWORD}"),
        ("SMS_URL", f"https://sms.example/a b {PASSWORD}"),
        ("SMS_TOKEN", f"{PASSWORD}\r\nX-Evil: 1"),
        ("SMS_TOKEN", f"mật khẩu {PASSWORD}"),
        ("SMTP_URL", f"https://user:{PASSWORD}@mail.example"),
        ("SMTP_URL", f"smtp://user:{PASSWORD}@:25"),
        ("SMTP_URL", f"smtp://user:{PASSWORD}@mail.example:mail"),
        ("SMTP_URL", f"smtp://user:%E1%BA%ADt{PASSWORD}@mail.example"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@example.org, b@example.org"),
        ("MAIL_FROM", "Connect <help@example.org>\r\nBcc: <a@example.org>"),
    ],
)
def test_a_wire_that_cannot_be_meant_stops_the_start_and_keeps_its_secret(
    setting: str, value: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=f"CONNECT_{setting}") as refused:
        read_settings(ALL_WIRES | {f"CONNECT_{setting}": value}, root=tmp_path)
    assert PASSWORD not in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_settings_show_no_secret(tmp_path: Path) -> None:
    secrets = {
        "CONNECT_SECRET_KEY": "a key that nobody may see in a log",
        "CONNECT_DATABASE_URL": "postgresql+psycopg://connect:db-hidden@host/connect",
        "CONNECT_REDIS_URL": "redis://:redis-hidden@host:6379/0",
    }
    settings = read_settings(ALL_WIRES | secrets, root=tmp_path)
    shown = repr(settings) + str(settings)
    hidden = (TOKEN, PASSWORD, "a key that", "db-hidden", "redis-hidden")
    assert [word for word in hidden if word in shown] == []
