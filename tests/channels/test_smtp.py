"""Mail over a real connection to servers that behave and misbehave."""

import base64
import email
import socket
import time
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import quote

import pytest

from connect.channels import Message, PermanentFailure, TemporaryFailure
from connect.channels.smtp import SmtpChannel
from tests.channels.conftest import Certificate
from tests.channels.gateways import ADDRESS, VIETNAMESE, MailServer, mail_server_running

SENDER = "Kết Nối <help@connect.example>"
SUBJECT = "Lượt nhận giúp của bạn: gạo, sữa và thuốc cho cả nhà trong những ngày giãn cách"
MESSAGE = Message(
    channel="email", to=ADDRESS, kind="offer", subject=SUBJECT, body=VIETNAMESE, id="delivery-7"
)


def send(
    server: MailServer, message: Message = MESSAGE, *, scheme: str = "smtp", whole_s: float = 5.0
) -> None:
    url = f"{scheme}://127.0.0.1:{server.port}"
    SmtpChannel(url, SENDER, step_s=1.0, whole_s=whole_s).send(message)


def mail_of(server: MailServer) -> EmailMessage:
    [mail] = server.mails
    parsed = email.message_from_bytes(mail, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_the_mail_arrives_as_it_was_meant(mail_server: MailServer) -> None:
    send(mail_server)
    mail = mail_of(mail_server)
    assert mail["Subject"] == SUBJECT
    assert mail["From"] == SENDER
    assert mail["To"] == ADDRESS
    assert mail.get_content().splitlines() == VIETNAMESE.splitlines()
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    assert mail["Message-ID"] == "<delivery-7@connect.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime.utcoffset().total_seconds() == 0
    assert mail_server.mails[0].isascii(), "servers of any age can pass it on"
    assert max(map(len, mail_server.mails[0].split(b"\r\n"))) <= 78
    assert mail_server.verbs() == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    assert mail_server.said[0].upper() == "EHLO CONNECT.EXAMPLE"
    assert mail_server.said[1].upper().startswith("MAIL FROM:<HELP@CONNECT.EXAMPLE>")
    assert mail_server.said[2].upper() == "RCPT TO:<NGOC@EXAMPLE.ORG>"


def test_a_mail_without_an_id_gets_one_of_its_own(mail_server: MailServer) -> None:
    message = Message(channel="email", to=ADDRESS, kind="x", body="x")
    send(mail_server, message)
    send(mail_server, message)
    first, second = (email.message_from_bytes(mail)["Message-ID"] for mail in mail_server.mails)
    assert first != second
    assert first.endswith("@connect.example>")


@pytest.mark.parametrize("field", ["subject", "body", "id"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b"])
def test_no_text_becomes_a_header(mail_server: MailServer, field: str, line_end: str) -> None:
    evil = f"hello{line_end}Bcc: all@example.org{line_end}{line_end}.{line_end}MAIL FROM:<a@b.c>"
    values: dict[str, Any] = {"subject": "x", "body": "x", "id": "x"} | {field: evil}
    send(mail_server, Message(channel="email", to=ADDRESS, kind="x", **values))
    mail = mail_of(mail_server)
    headers = "From To Subject Date Message-ID Auto-Submitted Content-Type MIME-Version"
    assert {*mail.keys()} == {*headers.split(), "Content-Transfer-Encoding"}
    assert mail_server.verbs() == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ngoc",
        "ngoc@",
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\n",
        "a@example.org> NOTIFY=SUCCESS",
        "Ngọc <ngoc@example.org>",
        "=?utf-8?q?a=0ABcc:b?=@example.org",
        '"a b"@example.org',
        "a..b@example.org",
        "a" * 250 + "@example.org",
        "+84912345678",
    ],
)
def test_what_is_no_address_is_permanent_and_asks_nobody(
    mail_server: MailServer, address: str
) -> None:
    message = Message(channel="email", to=address, kind="x", body="x")
    with pytest.raises(PermanentFailure, match="address") as failure:
        send(mail_server, message)
    assert not address or address not in str(failure.value)
    assert mail_server.said == []


def test_the_longest_address_is_written_whole(mail_server: MailServer) -> None:
    address = "a" * 60 + "." + "b" * 59 + "@" + ".".join(["c" * 60] * 2) + ".example.org"
    send(mail_server, Message(channel="email", to=address, kind="x", body="x"))
    assert mail_of(mail_server)["To"] == address


@pytest.mark.parametrize("step", ["GREETING", "MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize("code", [421, 451, 452])
def test_a_4xx_is_temporary(mail_server: MailServer, step: str, code: int) -> None:
    mail_server.replies[step] = f"{code} not now, {ADDRESS}"
    with pytest.raises(TemporaryFailure, match=str(code)) as failure:
        send(mail_server)
    assert ADDRESS not in repr(failure.value)
    assert failure.value.retry_after_s is None


@pytest.mark.parametrize("step", ["GREETING", "MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize("code", [550, 554])
def test_a_5xx_is_permanent(mail_server: MailServer, step: str, code: int) -> None:
    mail_server.replies[step] = f"{code} never, {ADDRESS}"
    with pytest.raises(PermanentFailure, match=str(code)) as failure:
        send(mail_server)
    assert ADDRESS not in repr(failure.value)


@pytest.mark.parametrize("step", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize("reply", ["", "what?"])
def test_a_server_that_drops_us_or_babbles_is_temporary(
    mail_server: MailServer, step: str, reply: str
) -> None:
    mail_server.replies |= {step: reply, "HELO": reply}
    with pytest.raises(TemporaryFailure):
        send(mail_server)


@pytest.mark.parametrize("step", ["GREETING", "EHLO", "RCPT", "END"])
def test_a_server_that_hangs_is_left_in_time(mail_server: MailServer, step: str) -> None:
    mail_server.replies[step] = None
    channel = SmtpChannel(f"smtp://127.0.0.1:{mail_server.port}", SENDER, step_s=0.2)
    started = time.monotonic()
    with pytest.raises(TemporaryFailure):
        channel.send(MESSAGE)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("step", ["GREETING", "MAIL"])
def test_a_server_that_drips_is_left_in_time(mail_server: MailServer, step: str) -> None:
    mail_server.replies[step], mail_server.drips = None, True
    started = time.monotonic()
    with pytest.raises(TemporaryFailure):
        send(mail_server, whole_s=0.3)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("farewell", ["", "what?", "451 later", None])
def test_what_was_taken_is_sent_however_the_server_parts(
    mail_server: MailServer, farewell: str | None
) -> None:
    mail_server.replies["QUIT"] = farewell
    send(mail_server)
    assert len(mail_server.mails) == 1


def test_a_server_that_nobody_runs_is_temporary() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        SmtpChannel(f"smtp://127.0.0.1:{port}", SENDER).send(MESSAGE)


def test_signing_in(mail_server: MailServer) -> None:
    mail_server.extensions = ("AUTH PLAIN",)
    user, password = "help@connect.example", "p/ss:w@rd"
    url = f"smtp://{quote(user, safe='')}:{quote(password, safe='')}@127.0.0.1:{mail_server.port}"
    SmtpChannel(url, SENDER).send(MESSAGE)
    assert mail_server.said[1].startswith("AUTH PLAIN ")
    assert base64.b64decode(mail_server.said[1].split()[-1]).decode() == f"\0{user}\0{password}"
    assert len(mail_server.mails) == 1


@pytest.mark.parametrize(("reply", "kind"), [("535", PermanentFailure), ("454", TemporaryFailure)])
def test_a_sign_in_that_is_refused(
    mail_server: MailServer, reply: str, kind: type[Exception]
) -> None:
    mail_server.extensions, mail_server.replies["AUTH"] = ("AUTH PLAIN",), f"{reply} no"
    with pytest.raises(kind, match=reply) as failure:
        SmtpChannel(f"smtp://user:hidden@127.0.0.1:{mail_server.port}", SENDER).send(MESSAGE)
    assert "hidden" not in repr(failure.value)
    assert mail_server.mails == []


@pytest.mark.parametrize("extensions", [(), ("AUTH KERBEROS",)])
def test_a_server_without_sign_in_gets_nothing(
    mail_server: MailServer, extensions: tuple[str, ...]
) -> None:
    mail_server.extensions = extensions
    with pytest.raises(PermanentFailure, match="lacks"):
        SmtpChannel(f"smtp://user:hidden@127.0.0.1:{mail_server.port}", SENDER).send(MESSAGE)
    assert mail_server.mails == []


def test_a_server_that_hides_starttls_gets_nothing(mail_server: MailServer) -> None:
    with pytest.raises(PermanentFailure, match="lacks the encryption"):
        send(mail_server, scheme="smtp+starttls")
    assert mail_server.verbs() == ["EHLO"]


def test_starttls_and_tls(trusted: Certificate) -> None:
    with mail_server_running(starttls=trusted.server) as server:
        server.extensions = ("STARTTLS",)
        send(server, scheme="smtp+starttls")
        assert server.encrypted == [True]
        server.replies["MAIL"] = None
        with pytest.raises(TemporaryFailure):
            send(server, scheme="smtp+starttls", whole_s=0.3)
    with mail_server_running(tls=trusted.server) as server:
        send(server, scheme="smtps")
        assert server.encrypted == [True]


def test_a_server_whose_certificate_nobody_trusts_gets_nothing(certificate: Certificate) -> None:
    with mail_server_running(starttls=certificate.server) as server:
        server.extensions = ("STARTTLS",)
        with pytest.raises(TemporaryFailure):
            send(server, scheme="smtp+starttls")
        assert server.verbs() == ["EHLO", "STARTTLS"]
    with mail_server_running(tls=certificate.server) as server:
        with pytest.raises(TemporaryFailure):
            send(server, scheme="smtps")
        assert server.said == []


def test_a_body_that_is_no_unicode_is_permanent(mail_server: MailServer) -> None:
    with pytest.raises(PermanentFailure, match="UTF-8"):
        send(mail_server, Message(channel="email", to=ADDRESS, kind="x", body="lone \ud800"))
    assert mail_server.said == []
