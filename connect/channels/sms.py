"""SMS by a plain HTTP gateway: one POST of {to, text, id} for each message."""

from urllib.parse import urlsplit

from connect.channels.contract import Message
from connect.channels.http_post import HttpPost, json_body


class SmsChannel:
    """Posts to `url` as JSON. `token` goes along as `Authorization: Bearer`, and nowhere else."""

    carries = frozenset(("sms",))

    def __init__(self, url: str, token: str, *, answer_s: float = 15.0) -> None:
        self._url = urlsplit(url)
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }
        self._http = HttpPost("the SMS gateway", answer_s=answer_s)

    def send(self, message: Message) -> None:
        """Hands the message to the gateway."""
        fields = {"to": message.to, "text": message.body}
        body = json_body(fields | ({"id": message.id} if message.id else {}))
        self._http.accept(self._http.post(self._url, self._headers, body))
