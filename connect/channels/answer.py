"""An HTTP answer, read to its end but not without end, and whether it is the yes it claims."""

import http.client
import io
import re
import socket
from typing import Any, NamedTuple

import orjson

LONGEST_ANSWER = 64 * 1024
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


class Answer(NamedTuple):
    """What the gateway said; the body only where it said yes."""

    status: int
    retry_after: str | None
    content_type: str
    body: bytes


class WholeResponse(http.client.HTTPResponse):
    """A response whose headers must have an end: http.client takes a cut for one."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = self._lines = _Lines(self.fp.detach())

    def begin(self) -> None:
        """Reads status and headers. Raises `IncompleteRead` where they break off."""
        super().begin()
        if self._lines.last not in (b"\r\n", b"\n"):
            raise http.client.IncompleteRead(b"")


class _Lines(io.BufferedReader):
    """Remembers the last line that was read."""

    last = b""

    def readline(self, size: int | None = -1, /) -> bytes:
        self.last = super().readline(size)
        return self.last


def read_answer(response: http.client.HTTPResponse) -> Answer:
    """The answer, with one byte more than is allowed of a body that is too long."""
    body = b""
    if 200 <= response.status < 300:
        body = response.read(LONGEST_ANSWER + 1)
        # A bounded read does not complain about a connection that ended too early.
        if response.length and len(body) <= LONGEST_ANSWER:
            raise http.client.IncompleteRead(body, response.length)
    return Answer(
        response.status,
        response.getheader("Retry-After"),
        response.getheader("Content-Type", ""),
        body,
    )


def json_in(answer: Answer) -> dict[str, Any] | None:
    """The JSON object that the answer is, or None: also where it was too long to be read whole."""
    try:
        said = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return None
    return said if isinstance(said, dict) else None


def problem_in(answer: Answer) -> str | None:
    """Why a 2xx is no yes after all: a gateway says yes in few words, and never in a web page."""
    if len(answer.body) > LONGEST_ANSWER:
        return "with more than an answer can be"
    if _WEB_PAGE.match(answer.body):
        return "with a web page"
    claims_json = "json" in answer.content_type.lower() and answer.body.strip()
    if not claims_json and not answer.body.lstrip().startswith(b"{"):
        return None
    try:
        said = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return "with JSON that cannot be read"
    if isinstance(said, dict) and (said.get("error") or said.get("errors")):
        return "names an error in it"
    return None
