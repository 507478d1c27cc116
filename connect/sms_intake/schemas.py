"""A message in JSON, from the webhook and from a file alike; and what is answered."""

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext as _l
from marshmallow import validate

from connect.foundation.rest import Line
from connect.sms_intake.models import LONGEST_ID, Outcome

EXAMPLE = {
    "id": "smpp-7f3a9c",
    "from": "0912 345 603",
    "text": "GIUP GAO SUA 4 NGUOI PHUONG TAN HUNG QUAN 7",
    "at": "2026-11-22T03:12:00+00:00",
}
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _in_our_time(moment: datetime) -> None:
    if not _FIRST <= moment < _LAST:
        raise ma.ValidationError(_l("This is not a moment of our time."))


class IncomingSms(ma.Schema):
    """A message that a gateway has received."""

    id = Line(
        least=1,
        most=LONGEST_ID,
        required=True,
        metadata={
            "description": "The gateway's own; the same one again, from the same sender with the "
            "same text, is the same message"
        },
    )
    from_ = ma.fields.String(
        data_key="from",
        required=True,
        validate=validate.Length(max=100),
        metadata={"description": "The sender: a phone, a short code, a name"},
    )
    text = ma.fields.String(
        required=True, metadata={"description": "Any text; the first 1000 characters are read"}
    )
    at = ma.fields.AwareDateTime(
        allow_none=True,
        load_default=None,
        validate=_in_our_time,
        metadata={
            "description": "When the gateway received it; what is older than four weeks is ignored"
        },
    )

    @ma.post_load
    def to_arguments(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """By the names of `Incoming`."""
        return {
            "id": data["id"],
            "sender": data["from_"],
            "text": data["text"],
            "sent_at": data["at"],
        }


class SmsReceipt(ma.Schema):
    """What became of a message."""

    id = ma.fields.String(required=True, metadata={"example": EXAMPLE["id"]})
    outcome = ma.fields.String(
        required=True,
        validate=validate.OneOf(list(Outcome)),
        metadata={"example": "opened"},
    )
    reply = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "What goes to the sender. We send it ourselves; do not send it again",
        },
    )
