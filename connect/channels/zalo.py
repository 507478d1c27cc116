"""Zalo by its notification service (ZNS): one approved template, which carries our text."""

import re
import uuid
from urllib.parse import urlsplit

from connect.channels.contract import Message, PermanentFailure, TemporaryFailure
from connect.channels.http_post import HttpPost, json_body
from connect.channels.zalo_token import ZaloToken
from connect.foundation.text import clean_line

LONGEST_TEXT = 200  # characters: the most that a template's parameter takes
_PHONE = re.compile(r"\+(\d{8,15})", re.ASCII)
_NOT_IN_AN_ID = re.compile(r"[^0-9A-Za-z]")
_LONGEST_ID = 48

# Zalo answers 200 to everything; what it means is the number in `error`.
_TOKEN_REFUSED = frozenset((-124, -216, -220))
_LATER_S = {-32: 60.0, -100: None, -133: 3600.0}  # too many a minute; their fault; the night
_WHY = {
    -108: "the phone is none",
    -114: "the receiver cannot be reached there",
    -115: "our account there has no money",
    -118: "the phone has no Zalo",
    -119: "the receiver cannot be reached there",
    -131: "the template is not approved",
    -137: "our account there has no money",
    -139: "the receiver does not want it",
    -141: "the receiver does not want it",
    -144: "the messages of the day are used up",
    -147: "the messages of the day are used up",
}


class ZaloChannel:
    """Posts to `url` with the template's id. Its only parameter is `text`."""

    carries = frozenset(("zalo",))

    def __init__(
        self, url: str, token: ZaloToken, template: str, *, answer_s: float = 15.0
    ) -> None:
        self._url = urlsplit(url)
        self._token = token
        self._template = template
        self._http = HttpPost("Zalo", answer_s=answer_s)

    def send(self, message: Message) -> None:
        """Hands the message to Zalo. Failures tell its number, never its words."""
        body = self._body_of(message)
        token = self._token.access()
        headers = {"access_token": token, "Content-Type": "application/json"}
        code = self._http.said(self._http.post(self._url, headers, body)).get("error")
        if not isinstance(code, int):
            raise PermanentFailure("Zalo answered without a number of its own")
        if code in _TOKEN_REFUSED:
            self._token.access(refused=token)
            raise TemporaryFailure(1.0, f"Zalo answered {code}, and has given a new token")
        if code in _LATER_S:
            raise TemporaryFailure(_LATER_S[code], f"Zalo answered {code}")
        if code:
            why = f", {_WHY[code]}" if code in _WHY else ""
            raise PermanentFailure(f"Zalo refused it with {code}{why}")

    def _body_of(self, message: Message) -> bytes:
        phone = _PHONE.fullmatch(message.to)
        if phone is None:
            raise PermanentFailure("the phone of the receiver cannot be one")
        text = clean_line(message.body)
        return json_body(
            {
                "phone": phone[1],
                "template_id": self._template,
                "template_data": {
                    "text": text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
                },
                "tracking_id": _tracking_id(message.id),
            }
        )


def _tracking_id(id_: str) -> str:
    return _NOT_IN_AN_ID.sub("", id_)[:_LONGEST_ID] or uuid.uuid4().hex
