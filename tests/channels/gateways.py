"""An SMS gateway and a mail server on this machine, which behave or misbehave as they are told."""

import http.server
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, NamedTuple

VIETNAMESE = "Chị Ngọc đã nhận lời: 5 kg gạo, “trước 17 giờ”.\n.\nĐừng đưa mã cho ai 🍚"
PHONE = "+84912345678"
ADDRESS = "ngoc@example.org"
TOKEN = "gateway-token-that-nobody-sees"

# How a gateway over HTTP misbehaves, whatever it is a gateway to.
TEMPORARY = (408, 425, 429, 500, 502, 503, 504)
CUT_OFF = (
    b"",
    b"HTTP/1.1 20",
    b"HTTP/1.1 200 OK",
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Le",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nhalf",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000,
)
DRIPPING = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b"x" * 900,
    b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 900,  # our own cut is its only end
    b"HTTP/1.1 200 OK\r\nX: " + b"x" * 900,
)


class Post(NamedTuple):
    """One request as the gateway saw it."""

    path: str
    headers: dict[str, str]
    body: bytes


class Gateway:
    """What it answers is written out byte by byte, so that it can be anything."""

    def __init__(self) -> None:
        self.port = 0
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"
        self.hangs = False
        self.stays = False
        self.seconds_per_byte = 0.0
        self.stopped = threading.Event()
        self.posts: list[Post] = []

    def says(self, status: str, body: bytes = b"", **headers: str) -> None:
        """A whole answer: `says("429 Slow down", Retry_After="7")`."""
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.answer = "\r\n".join([*lines, "", ""]).encode() + body

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/messages?from=Connect"


@contextmanager
def running(server: socketserver.ThreadingTCPServer, stopped: threading.Event) -> Iterator[int]:
    """The server's port, while it runs in a thread."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def gateway_running(tls: ssl.SSLContext | None = None) -> Iterator[Gateway]:
    """A gateway that takes every message, until it is told otherwise."""
    gateway = Gateway()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            gateway.posts.append(Post(self.path, dict(self.headers), body))
            self.close_connection = True
            if gateway.hangs:
                gateway.stopped.wait()
            elif gateway.seconds_per_byte:
                self.drip()
            else:
                self.wfile.write(gateway.answer)
                if gateway.stays:
                    gateway.stopped.wait()

        def drip(self) -> None:
            for byte in gateway.answer:
                self.wfile.write(bytes((byte,)))
                if gateway.stopped.wait(gateway.seconds_per_byte):
                    return

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    server.tls = tls
    with running(server, gateway.stopped) as gateway.port:
        yield gateway


class Quiet(socketserver.ThreadingTCPServer):
    """Says nothing about callers who hang up; greets them by TLS where it has a certificate."""

    daemon_threads = True
    tls: ssl.SSLContext | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        with self.tls.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)


class MailServer:
    """Line by line. `replies` has what it says to a verb instead of yes.

    "" hangs up, None hangs.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self.tls = tls
        self.replies: dict[str, str | None] = {}
        self.extensions: tuple[str, ...] = ()
        self.drips = False
        self.stopped = threading.Event()
        self.said: list[str] = []
        self.mails: list[bytes] = []
        self.encrypted: list[bool] = []

    def verbs(self) -> list[str]:
        """The verbs that it heard, in order."""
        return [line.split(" ")[0].upper() for line in self.said]


class HungUp(Exception):
    """The test's server ends the conversation."""


class MailHandler(socketserver.StreamRequestHandler):
    """One conversation with the mail server of a test."""

    state: MailServer
    USUAL: ClassVar = {
        "GREETING": "220 mail.example ready",
        "MAIL": "250 ok",
        "RCPT": "250 ok",
        "DATA": "354 go on",
        "END": "250 taken",
        "AUTH": "235 welcome",
        "RSET": "250 ok",
        "STARTTLS": "220 go on",
        "QUIT": "221 bye",
    }

    def handle(self) -> None:
        try:
            self.reply("GREETING")
            while line := self.rfile.readline():
                self.state.said.append(line.decode().rstrip("\r\n"))
                self.hear(self.state.verbs()[-1])
        except HungUp:
            pass

    def hear(self, verb: str) -> None:
        if verb == "EHLO":
            extensions = ("mail.example", *self.state.extensions)
            lines = [f"250-{extension}" for extension in extensions[:-1]] + [
                f"250 {extensions[-1]}"
            ]
            self.say(self.state.replies.get("EHLO", "\r\n".join(lines)))
            return
        self.reply(verb)
        if verb == "DATA" and "DATA" not in self.state.replies:
            self.take()
        elif verb == "STARTTLS" and self.state.tls is not None:
            self.encrypt(self.state.tls)
        elif verb == "QUIT":
            raise HungUp

    def take(self) -> None:
        """A mail, up to the lonely dot, its doubled dots undone."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.state.mails.append(b"".join(lines))
        self.state.encrypted.append(isinstance(self.connection, ssl.SSLSocket))
        self.reply("END")

    def encrypt(self, tls: ssl.SSLContext) -> None:
        self.connection = self.request = tls.wrap_socket(self.connection, server_side=True)
        self.rfile.close()
        self.rfile = self.connection.makefile("rb")

    def reply(self, verb: str) -> None:
        self.say(self.state.replies.get(verb, self.USUAL.get(verb, "502 no")))

    def say(self, line: str | None) -> None:
        if line is None:
            while self.state.drips and not self.state.stopped.wait(0.02):
                self.connection.sendall(b"250-still thinking\r\n")
            self.state.stopped.wait()
        if not line:
            raise HungUp
        self.connection.sendall(line.encode() + b"\r\n")

    def finish(self) -> None:
        super().finish()
        if isinstance(self.connection, ssl.SSLSocket):
            self.connection.close()


@contextmanager
def mail_server_running(
    *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[MailServer]:
    """A mail server that takes every mail, until it is told otherwise."""
    state = MailServer(starttls)
    handler = type("Handler", (MailHandler,), {"state": state})
    server = Quiet(("127.0.0.1", 0), handler)
    server.tls = tls
    with running(server, state.stopped) as state.port:
        yield state
