"""One POST over HTTP that has an end: in its time, in the size of its answer, and in one place."""

import http.client
import socket
import ssl
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import SplitResult

import orjson

from connect.channels.answer import Answer, WholeResponse, json_in, problem_in, read_answer
from connect.channels.contract import GoneFailure, PermanentFailure, TemporaryFailure
from connect.channels.deadline import cut_off_after
from connect.channels.retry_after import seconds_asked_for

# Asked too soon, too often, or gave up waiting for us; 5xx beside them.
_TEMPORARY = frozenset((408, 425, 429))
_HEADERS = {
    "Accept": "application/json, text/plain;q=0.9, */*;q=0.1",
    "User-Agent": "connect-mutual-aid/0.1",
    "Connection": "close",
}
# (host and port, seconds to connect): a socket. Raises `OSError`.
Connect = Callable[[tuple[str, int], float], socket.socket]


class HttpPost:
    """Posts to `who`, as failures call the other side; `gone` are its words for nobody is there.

    Failures tell its status and never its words, in which it likes to repeat what it was given.
    """

    def __init__(
        self,
        who: str,
        *,
        gone: Collection[int] = (),
        connect_s: float = 5.0,
        answer_s: float = 15.0,
    ) -> None:
        self._who = who
        self._gone = gone
        self._connect_s = connect_s
        self._answer_s = answer_s
        self._tls = ssl.create_default_context()

    def post(
        self,
        url: SplitResult,
        headers: Mapping[str, str],
        body: bytes,
        connect: Connect = socket.create_connection,
    ) -> Answer:
        """A 2xx, read to its end. Raises what the channels raise for everything else."""
        try:
            answer = self._answer(url, {**_HEADERS, **headers}, body, connect)
        except (OSError, http.client.HTTPException):
            why = f"{self._who} cannot be reached, or did not answer to the end"
            raise TemporaryFailure(why=why) from None
        if answer.status in self._gone:
            raise GoneFailure(f"{self._who} knows it no more: {answer.status}")
        if answer.status in _TEMPORARY or answer.status >= 500:
            raise TemporaryFailure(
                seconds_asked_for(answer.retry_after), f"{self._who} answered {answer.status}"
            )
        if not 200 <= answer.status < 300:
            raise PermanentFailure(self._refusal(answer.status))
        return answer

    def accept(self, answer: Answer) -> None:
        """Raises `PermanentFailure` where a 2xx is no yes."""
        problem = problem_in(answer)
        if problem:
            raise PermanentFailure(f"{self._who} answered {answer.status}, but {problem}")

    def said(self, answer: Answer) -> dict[str, Any]:
        """What an answer in JSON says. Raises `PermanentFailure` where it is no JSON object."""
        said = json_in(answer)
        if said is None:
            raise PermanentFailure(f"{self._who} answered {answer.status} with no JSON to read")
        return said

    def _answer(
        self, url: SplitResult, headers: Mapping[str, str], body: bytes, connect: Connect
    ) -> Answer:
        connection = self._connection(url)
        connection.response_class = WholeResponse
        try:
            connection.sock = sock = self._connected(url, connection.port, connect)
            sock.settimeout(self._answer_s)
            with cut_off_after(self._answer_s, lambda: sock) as passed:
                if isinstance(sock, ssl.SSLSocket):
                    sock.do_handshake()
                connection.request("POST", _target(url), body, headers)
                with connection.getresponse() as response:
                    answer = read_answer(response)
        finally:
            connection.close()
        # An answer that ends where the connection ends looks whole after our own cut.
        if passed.is_set():
            raise TimeoutError
        return answer

    def _connection(self, url: SplitResult) -> http.client.HTTPConnection:
        if url.scheme == "https":
            return http.client.HTTPSConnection(url.hostname or "", url.port, context=self._tls)
        return http.client.HTTPConnection(url.hostname or "", url.port)

    def _connected(self, url: SplitResult, port: int, connect: Connect) -> socket.socket:
        sock = connect((url.hostname or "", port), self._connect_s)
        if url.scheme != "https":
            return sock
        return self._tls.wrap_socket(
            sock, server_hostname=url.hostname, do_handshake_on_connect=False
        )

    def _refusal(self, status: int) -> str:
        if 300 <= status < 400:
            return f"{self._who} answered {status}, a redirect, which is never followed"
        return f"{self._who} refused it with {status}"


def json_body(fields: Mapping[str, Any]) -> bytes:
    """The fields as JSON. Raises `PermanentFailure` for a text that is no Unicode."""
    try:
        return orjson.dumps(fields)
    except orjson.JSONEncodeError:
        raise PermanentFailure("the message cannot be written in UTF-8") from None


def origin_of(url: SplitResult) -> str:
    """Scheme and host, and the port where it is not the usual one."""
    usual = {"https": 443, "http": 80}[url.scheme]
    return f"{url.scheme}://{url.hostname}" + (
        f":{url.port}" if url.port not in (None, usual) else ""
    )


def _target(url: SplitResult) -> str:
    return (url.path or "/") + (f"?{url.query}" if url.query else "")
