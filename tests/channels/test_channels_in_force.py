"""Which channel takes a message, and the settings that open them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from connect.channels import (
    Message,
    PermanentFailure,
    can_push_to,
    in_force,
    push_public_key,
    send,
    sent,
)
from connect.foundation.config import PUSH_HOSTS, read_settings
from connect.foundation.setting_checks import SettingsError
from connect.foundation.wires import new_vapid_key
from tests.channels.browsers import Subscriber, claims_in
from tests.channels.conftest import Certificate
from tests.channels.gateways import (
    ADDRESS,
    PHONE,
    TOKEN,
    Gateway,
    MailServer,
    gateway_running,
)

SMS = Message(channel="sms", to=PHONE, kind="code", body="123456")
MAIL = Message(channel="email", to=ADDRESS, kind="offer", subject="Chào", body="Chào chị Ngọc")
ZALO = Message(channel="zalo", to=PHONE, kind="offer", body="Chào chị Ngọc")
PASSWORD = "hidden-password"
VAPID = new_vapid_key()
ALL_WIRES = {
    "CONNECT_CHANNELS": "sms, email, push, zalo",
    "CONNECT_SMS_URL": "https://sms.example/send",
    "CONNECT_SMS_TOKEN": TOKEN,
    "CONNECT_SMTP_URL": f"smtp+starttls://help:{PASSWORD}@mail.example:587",
    "CONNECT_MAIL_FROM": "Kết Nối <help@connect.example>",
    "CONNECT_VAPID_PRIVATE_KEY": VAPID,
    "CONNECT_VAPID_SUBJECT": "mailto:help@connect.example",
    "CONNECT_ZALO_APP_ID": "4291763",
    "CONNECT_ZALO_APP_SECRET": "zalo-hidden-secret",
    "CONNECT_ZALO_REFRESH_TOKEN": "zalo-hidden-token",
    "CONNECT_ZALO_TEMPLATE": "367123",
}
IN_PRODUCTION = {
    "CONNECT_ENV": "production",
    "CONNECT_SECRET_KEY": "w3QhR8tY" * 4,
    "CONNECT_TRUSTED_HOSTS": "connect.example",
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
        vapid_subject="mailto:help@connect.example",
        zalo_url=gateway.url,
        zalo_oauth_url=gateway.url,
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


def test_push_leaves_by_the_push_service_of_the_browser(
    another_app: Callable[..., Flask], trusted: Certificate
) -> None:
    browser = Subscriber()
    with gateway_running(trusted.server) as service:
        here = f"127.0.0.1:{service.port}"
        to = browser.subscription(f"https://{here}/push/1")
        settings = {"vapid_private_key": VAPID, "push_hosts": (here,)}
        with another_app(channels=("push",), **settings).app_context():
            assert can_push_to(to)
            send(Message(channel="push", to=to, kind="offer", body="Chào chị Ngọc"))
            _claims, key = claims_in(service.posts[0])
            assert key == push_public_key(), "it signs with what the browser subscribed with"
        assert browser.reads(service.posts[0])["body"] == "Chào chị Ngọc"


def test_zalo_leaves_by_zalo(wired: Callable[..., Flask], gateway: Gateway, tmp_path: Path) -> None:
    tokens = {"access_token": "a", "refresh_token": "r", "error": 0}
    gateway.says("200 OK", json.dumps(tokens).encode())
    with wired("zalo").app_context():
        send(ZALO)
    assert [post.headers.get("access_token") for post in gateway.posts] == [None, "a"]
    assert (tmp_path / "zalo_token.json").exists()


def test_only_a_subscription_that_leads_to_a_push_service_is_taken(
    another_app: Callable[..., Flask],
) -> None:
    browser = Subscriber()
    with another_app(channels=("console",)).app_context():
        assert can_push_to(browser.subscription("https://fcm.googleapis.com/fcm/send/1"))
        assert not can_push_to(browser.subscription("https://127.0.0.1/"))
        assert not can_push_to(browser.subscription("https://fcm.googleapis.com/", auth="x"))
        assert not can_push_to("{}")


def test_a_browser_cannot_subscribe_where_there_is_no_key(
    another_app: Callable[..., Flask],
) -> None:
    with another_app(vapid_private_key="").app_context():
        assert push_public_key() == ""
    with another_app(vapid_private_key=VAPID).app_context():
        assert len(push_public_key()) == 87, "65 bytes in base64url"
        assert push_public_key().startswith("B"), "an uncompressed point"


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


@pytest.mark.parametrize(
    ("channels", "wires"),
    [
        ((), set()),
        (("email",), {"email"}),
        (("sms", "email"), {"sms", "email"}),
        (("push", "zalo"), {"push", "zalo"}),
        (("console",), {"sms", "email", "push", "zalo"}),
    ],
)
def test_only_the_wires_in_force_are_offered(
    wired: Callable[..., Flask], channels: tuple[str, ...], wires: set[str]
) -> None:
    with wired(*channels).app_context():
        assert in_force() == wires


def test_the_outbox_names_an_id_only_where_there_is_one(wired: Callable[..., Flask]) -> None:
    with wired("console").app_context():
        send(SMS)
        send(Message(channel="sms", to=PHONE, kind="code", body="1", id="delivery-7"))
        without, with_id = sent()
    assert list(without) == ["channel", "to", "kind", "subject", "body", "at"]
    assert with_id["id"] == "delivery-7"


def test_the_wires_are_settings(tmp_path: Path) -> None:
    settings = read_settings(ALL_WIRES, root=tmp_path)
    assert settings.channels == ("sms", "email", "push", "zalo")
    assert (settings.sms_url, settings.sms_token) == ("https://sms.example/send", TOKEN)
    assert settings.smtp_url == ALL_WIRES["CONNECT_SMTP_URL"]
    assert settings.mail_from == ALL_WIRES["CONNECT_MAIL_FROM"]
    assert settings.vapid_private_key == VAPID
    assert settings.push_hosts == tuple(PUSH_HOSTS.split(","))
    assert settings.zalo_url == "https://business.openapi.zalo.me/message/template"
    assert settings.zalo_oauth_url == "https://oauth.zaloapp.com/v4/oa/access_token"


def test_the_key_for_push_is_made_in_development_and_kept_to_us(tmp_path: Path) -> None:
    first, second = read_settings({}, root=tmp_path), read_settings({}, root=tmp_path)
    assert first.vapid_private_key == second.vapid_private_key
    assert len(first.vapid_private_key) == 43
    assert (tmp_path / "var/vapid_key").stat().st_mode & 0o077 == 0


def test_in_production_the_key_for_push_is_the_operators(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"names push, which needs CONNECT_VAPID_PRIVATE_KEY"):
        read_settings(ALL_WIRES | IN_PRODUCTION | {"CONNECT_VAPID_PRIVATE_KEY": ""}, root=tmp_path)
    assert read_settings(IN_PRODUCTION, root=tmp_path).vapid_private_key == ""
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("channel", "needed"),
    [
        ("sms", "SMS_URL"),
        ("sms", "SMS_TOKEN"),
        ("email", "SMTP_URL"),
        ("email", "MAIL_FROM"),
        ("push", "VAPID_SUBJECT"),
        ("zalo", "ZALO_APP_ID"),
        ("zalo", "ZALO_APP_SECRET"),
        ("zalo", "ZALO_REFRESH_TOKEN"),
        ("zalo", "ZALO_TEMPLATE"),
    ],
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
        ("VAPID_PRIVATE_KEY", PASSWORD),
        pytest.param("VAPID_PRIVATE_KEY", VAPID + "=", id="a key with its padding"),
        ("VAPID_PRIVATE_KEY", "A" * 43),
        ("VAPID_PRIVATE_KEY", "_" * 43),
        ("VAPID_SUBJECT", "help@connect.example"),
        ("VAPID_SUBJECT", "mailto:"),
        ("VAPID_SUBJECT", "http://connect.example"),
        ("PUSH_HOSTS", "https://fcm.googleapis.com"),
        ("PUSH_HOSTS", "*.push.apple.com"),
        ("PUSH_HOSTS", "fcm.googleapis.com,"),
        ("PUSH_HOSTS", "fcm.googleapis.com:0"),
        ("PUSH_HOSTS", "FCM.googleapis.com"),
        ("ZALO_APP_SECRET", f"{PASSWORD}\r\nX-Evil: 1"),
        ("ZALO_REFRESH_TOKEN", f"mật khẩu {PASSWORD}"),
        ("ZALO_URL", f"ftp://zalo.example/{PASSWORD}"),
        ("ZALO_OAUTH_URL", f"https://user:{PASSWORD}@zalo.example/"),
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
    hidden = (TOKEN, PASSWORD, VAPID, "zalo-hidden", "a key that", "db-hidden", "redis-hidden")
    assert [word for word in hidden if word in shown] == []
