"""Requests whose end can be read in two ways, to the true gunicorn over a bare socket.

A proxy in front that reads the end elsewhere would take what follows for somebody else's request:
so it is refused, or the line is closed, and what follows is never answered.
"""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.server import free_port
from connect.foundation.config import ROOT

PATIENCE_S = 20.0
NEXT = b"GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
ANSWER_TO_NEXT = b'{"status":"ok"}'
LENGTH = str(len(NEXT)).encode()
END = b"0\r\n\r\n"


def asked(*headers: bytes) -> bytes:
    """The beginning of a call that needs neither a token nor a database."""
    lines = (b"POST /language/vi HTTP/1.1", b"Host: localhost", *headers, b"", b"")
    return b"\r\n".join(lines)


def chunked(*headers: bytes) -> bytes:
    """A form in chunks, which the page reads."""
    form = b"Content-Type: application/x-www-form-urlencoded"
    return asked(form, b"Transfer-Encoding: chunked", *headers)


TWO_WAYS = {
    "two lengths": asked(b"Content-Length: 0", b"Content-Length: " + LENGTH),
    "two lengths, the other way round": asked(b"Content-Length: " + LENGTH, b"Content-Length: 0"),
    "a list of lengths": asked(b"Content-Length: 0, " + LENGTH),
    "a length with a sign": asked(b"Content-Length: +0"),
    "a length below nothing": asked(b"Content-Length: -1"),
    "a length in hex": asked(b"Content-Length: 0x0"),
    "a length with a line in it": asked(b"Content-Length: 0_0"),
    "a length of Arabic digits": asked("Content-Length: \u0660".encode()),
    "no length": asked(b"Content-Length: "),
    "a length and chunks": asked(b"Content-Length: 5", b"Transfer-Encoding: chunked") + END,
    "chunks and a length": asked(b"Transfer-Encoding: chunked", b"Content-Length: 5") + END,
    "chunks twice": asked(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked") + END,
    "chunks, and then not": asked(b"Transfer-Encoding: chunked, identity") + END,
    "a coding that nobody knows": asked(b"Transfer-Encoding: xchunked") + END,
    "a tabulator before the coding": asked(b"Transfer-Encoding: \x0bchunked") + END,
    "a space behind the name": asked(b"Transfer-Encoding : chunked") + END,
    "a header in two lines": asked(b"Transfer-Encoding:\r\n chunked") + END,
    "a space before a name": asked(b" Content-Length: 0"),
    "a header without a colon": asked(b"Content-Length 0"),
    "a line feed inside a header": asked(b"X: y\nContent-Length: " + LENGTH),
    "a carriage return inside a header": asked(b"X: y\rContent-Length: " + LENGTH),
    "a zero inside a header": asked(b"X: a\0b", b"Content-Length: 0"),
    "lines that end in a line feed": asked(b"Content-Length: 0").replace(b"\r\n", b"\n"),
    "chunks in HTTP/1.0": asked(b"Transfer-Encoding: chunked", b"Connection: keep-alive").replace(
        b"HTTP/1.1", b"HTTP/1.0"
    )
    + END,
    "no version": b"GET /live\r\n\r\n",
    "another version": b"GET /live HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "the beginning of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a header of 100 kB": asked(b"X: " + b"a" * 100_000),
    "an address of 100 kB": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a thousand headers": asked(*(b"X-%d: y" % n for n in range(1_000))),
    "a chunk that is longer than it says": chunked() + b"2\r\nabc\r\n" + END,
    "a chunk of a length that is none": chunked() + b"zz\r\nabc\r\n" + END,
    "a chunk of a length below nothing": chunked() + b"-3\r\nabc\r\n" + END,
    "a chunk of a length with 0x": chunked() + b"0x3\r\nabc\r\n" + END,
    "a chunk of a length of 100 kB": chunked() + b"0" * 100_000 + b"3\r\nabc\r\n" + END,
    "a chunk whose length ends in a line feed": chunked() + b"3\nabc\r\n" + END,
    "a line feed behind what is added to a length": chunked() + b"3;x\nabc\r\n" + END,
    "a length behind the chunks": chunked() + b"0\r\nContent-Length: 5\r\n\r\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the server: its `log`, too."""
    return tmp_path_factory.mktemp("framing")


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    """Where gunicorn listens, as `./run` starts it."""
    number = free_port()
    told = {
        "CONNECT_DATABASE_URL": f"sqlite:///{folder / 'connect.db'}",
        "CONNECT_VAR": str(folder),
        "PORT": str(number),
        "WEB_CONCURRENCY": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=os.environ | told, stdout=log, stderr=log)
    try:
        _wait(number, server, folder / "log")
        yield number
    finally:
        server.terminate()
        server.wait(PATIENCE_S)
    assert "a bug" not in (folder / "log").read_text()


def _wait(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _try in range(300):
        assert server.poll() is None, log.read_text()
        try:
            if ANSWER_TO_NEXT in said(port, NEXT):
                return
        except ConnectionRefusedError:
            pass
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(log.read_text())


def said(port: int, raw: bytes) -> bytes:
    """All that is answered until the line is closed. Raises `TimeoutError` where it is not."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as line:
        line.sendall(raw)
        try:
            while more := line.recv(65_536):
                received += more
        except ConnectionResetError:  # closed while we were still sending
            pass
    return received


def answers(received: bytes) -> list[int]:
    """The status of each answer."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", received)]


@pytest.mark.parametrize("broken", TWO_WAYS.values(), ids=TWO_WAYS)
def test_what_follows_broken_framing_is_never_answered(port: int, broken: bytes) -> None:
    received = said(port, broken + NEXT)
    assert ANSWER_TO_NEXT not in received
    assert [status // 100 for status in answers(received)] in ([], [4], [5])
    assert answers(received) != [500]


def test_two_that_are_whole_are_answered_both(port: int) -> None:
    """Else the other tests would be true of a server that answers nothing."""
    for whole in (asked(b"Content-Length: 0"), chunked() + b"3\r\nabc\r\n" + END):
        received = said(port, whole + NEXT)
        assert answers(received) == [303, 200]
        assert ANSWER_TO_NEXT in received


def test_a_name_with_an_underscore_is_no_header(port: int) -> None:
    """`Transfer_Encoding` would be `HTTP_TRANSFER_ENCODING` beside the true one."""
    received = said(port, asked(b"Transfer_Encoding: chunked", b"Content-Length: 0") + NEXT)
    assert answers(received) == [303, 200]
    other = said(port, asked(b"Content_Length: " + LENGTH, b"Content-Length: 0") + NEXT)
    assert answers(other) == [303, 200]


def test_chunks_that_nobody_reads_end_where_they_end(port: int) -> None:
    look = b"GET /live HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert answers(said(port, look + b"3\r\nabc\r\n" + END + NEXT)) == [200, 200]
    received = said(port, look + b"zz\r\nabc\r\n" + END + NEXT)
    assert received.count(ANSWER_TO_NEXT) == 1


def test_the_api_says_that_it_cannot_read_it(port: int) -> None:
    ask = chunked().replace(b"/language/vi", b"/api/v1/tokens")
    received = said(port, ask.replace(b"x-www-form-urlencoded", b"json") + b"zz\r\n{}\r\n" + END)
    assert answers(received) == [400]
    assert b"application/problem+json" in received


def test_where_somebody_is_stands_in_no_log(port: int, folder: Path) -> None:
    """Addresses hold a place that was typed, and links that let in."""
    look = NEXT.replace(b"/live", b"/live?place=hem-12&q=thuoc").replace(b"close", b"keep-alive")
    assert answers(said(port, look + NEXT.replace(b"/live", b"/m/a-token"))) == [200, 404]
    written = (folder / "log").read_text()
    assert "Listening at" in written
    assert [word for word in ("hem-12", "thuoc", "a-token") if word in written] == []
