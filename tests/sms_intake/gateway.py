"""A gateway as the tests play it: it signs, and looks at what goes out."""

import itertools
import time
from typing import Any

import orjson
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from connect import channels
from connect.foundation.database import db
from connect.help_requests import HelpRequest
from connect.notifications import deliver_due
from connect.sms_intake.models import SmsMessage
from connect.sms_intake.signature import SIGNATURE, TIMESTAMP, sign

SECRET = "what the gateway and we know, and nobody else"
BA_TU = "0912 345 603"
BA_TU_E164 = "+84912345603"
URL = "/api/v1/sms"
BEN_NGHE = "GIUP GAO Phuong Ben Nghe"


class Gateway:
    """Hands messages over by the webhook, each with an id of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._ids = itertools.count(1)

    def post(
        self, body: bytes, *, secret: str = SECRET, age_s: int = 0, **headers: str
    ) -> TestResponse:
        """A signed body, whatever it is."""
        timestamp = str(int(time.time()) - age_s)
        signed = {TIMESTAMP: timestamp, SIGNATURE: sign(secret, timestamp, body)}
        return self.app.test_client().post(
            URL, data=body, headers=signed | headers, content_type="application/json"
        )

    def send(self, text: str, sender: str = BA_TU, id_: str = "", **more: Any) -> dict[str, Any]:
        """A message; what the gateway is told."""
        told = {"id": id_ or f"m{next(self._ids)}", "from": sender, "text": text} | more
        answer = self.post(orjson.dumps(told))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return dict(answer.get_json())

    def reply(self, text: str, sender: str = BA_TU) -> str:
        """What the sender of a message is answered, "" for nothing."""
        return self.send(text, sender)["reply"] or ""

    def delivered(self, to: str = BA_TU_E164) -> list[str]:
        """The answers that have reached a phone."""
        with self.app.app_context():
            deliver_due()
            return [one["body"] for one in channels.sent(to=to) if one["kind"] == "sms_reply"]

    def requests(self, phone: str = BA_TU_E164) -> list[HelpRequest]:
        """The requests of a phone, oldest first, as they are now."""
        with self.app.app_context():
            return list(
                db.session.scalars(
                    sa.select(HelpRequest)
                    .where(HelpRequest.phone == phone)
                    .order_by(HelpRequest.created_at)
                )
            )

    def messages(self) -> list[SmsMessage]:
        """What was written down, oldest first."""
        with self.app.app_context():
            return list(db.session.scalars(sa.select(SmsMessage).order_by(SmsMessage.at)))


def goods(request: HelpRequest) -> list[tuple[str, str, str]]:
    """What a request asks for: category, goods, quantity."""
    return [(one.category.code, one.goods, one.quantity) for one in request.items]
