"""SMS by a plain HTTP gateway: one POST of {to, text, id} for each message."""

import http.client
import ssl
from urllib.parse import urlsplit

import orjson

from connect.channels.answer import Answer, WholeResponse, problem_in, read_answer
from connect.channels.contract import Message, PermanentFailure, TemporaryFailure
from connect.channels.deadline import cut_off_after
from connect.channels.retry_after import seconds_asked_for

# Asked too soon, too often, or gave up waiting for us; 5xx beside them.
_TEMPORARY = frozenset((408, 425, 429))


class SmsChannel:
    """Posts to `url` as JSON. `token` goes along as `Authorization: Bearer`, and nowhere else."""

    def __init__(
        self, url: str, token: str, *, connect_s: float = 5.0, answer_s: float = 15.0
    ) -> None:
        self._url = urlsplit(url)
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept": "application/json, text/plain;q=0.9, */*;q=0.1",
            "User-Agent": "connect-mutual-aid/0.1",
            "Connection": "close",
        }
        self._connect_s = connect_s
        self._answer_s = answer_s
        self._tls = ssl.create_default_context()

    def carries(self, message: Message) -> bool:
        """SMS."""
        return message.channel == "sms"

    def send(self, message: Message) -> None:
        """Hands the message to the gateway. Failures tell its status, never its words.

        A gateway likes to repeat in its answer what it was given.
        """
        answer = self._post(_body_of(message))
        if answer.status in _TEMPORARY or answer.status >= 500:
            raise TemporaryFailure(
                seconds_asked_for(answer.retry_after), f"the SMS gateway answered {answer.status}"
            )
        if not 200 <= answer.status < 300:
            raise PermanentFailure(_refusal(answer.status))
        problem = problem_in(answer)
        if problem:
            raise PermanentFailure(f"the SMS gateway answered {answer.status}, but {problem}")

    def _post(self, body: bytes) -> Answer:
        connection = self._connection()
        connection.response_class = WholeResponse
        try:
            connection.connect()
            sock = connection.sock
            sock.settimeout(self._answer_s)
            with cut_off_after(self._answer_s, lambda: sock) as passed:
                connection.request("POST", self._target(), body, self._headers)
                with connection.getresponse() as response:
                    answer = read_answer(response)
            # An answer that ends where the connection ends looks whole after our own cut.
            if passed.is_set():
                raise TimeoutError
        except (OSError, http.client.HTTPException):
            why = "the SMS gateway cannot be reached, or did not answer to the end"
            raise TemporaryFailure(why=why) from None
        finally:
            connection.close()
        return answer

    def _connection(self) -> http.client.HTTPConnection:
        host = self._url.hostname or ""
        if self._url.scheme == "https":
            return http.client.HTTPSConnection(
                host, self._url.port, timeout=self._connect_s, context=self._tls
            )
        return http.client.HTTPConnection(host, self._url.port, timeout=self._connect_s)

    def _target(self) -> str:
        return (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")


def _body_of(message: Message) -> bytes:
    fields = {"to": message.to, "text": message.body}
    try:
        return orjson.dumps(fields | ({"id": message.id} if message.id else {}))
    except orjson.JSONEncodeError:
        raise PermanentFailure("the message cannot be written in UTF-8") from None


def _refusal(status: int) -> str:
    if 300 <= status < 400:
        return f"the SMS gateway answered {status}, a redirect, which is never followed"
    return f"the SMS gateway refused it with {status}"
