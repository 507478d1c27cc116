"""Preferences and wires in JSON."""

from typing import Any

import marshmallow as ma
import orjson
from flask_babel import lazy_gettext as _l
from marshmallow import validate

from connect import channels
from connect.foundation.rest import Line
from connect.foundation.wires import MAIL_ADDRESS
from connect.notifications.models import LONGEST_ADDRESS, LONGEST_ENDPOINT
from connect.notifications.preferences import MOST_OFFERS_EVER

ADDRESS_WRONG = _l("This mail address is not right yet, for example ngoc@example.org.")


class Wires(ma.Schema):
    """By which wires one wants to be told. The first that works is used, in this order."""

    push = ma.fields.Boolean(metadata={"description": "the browsers that have subscribed"})
    zalo = ma.fields.Boolean()
    email = ma.fields.Boolean(metadata={"description": "needs an address that was proved"})
    sms = ma.fields.Boolean(metadata={"description": "false: no SMS but codes, account or not"})


def _clock_time() -> ma.fields.String:
    return ma.fields.String(
        required=True,
        validate=validate.Regexp(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z"),
        metadata={"example": "22:00"},
    )


# `from` is no name for a field in Python.
QuietHours = ma.Schema.from_dict({"from": _clock_time(), "until": _clock_time()}, name="QuietHours")


class PreferenceChanges(ma.Schema):
    """How one wants to be told; what is left out stays as it was."""

    wires = ma.fields.Nested(Wires)
    quiet_hours = ma.fields.Nested(
        QuietHours,
        allow_none=True,
        metadata={"description": "on the clocks of Vietnam; what can wait rings after them"},
    )
    urgent_at_night = ma.fields.Boolean(
        metadata={"description": "false: nothing rings in the quiet hours"}
    )
    most_offers = ma.fields.Integer(
        validate=validate.Range(min=0, max=MOST_OFFERS_EVER),
        metadata={"description": "how many may wait for an answer at a time; 0: never asked"},
    )
    offers = ma.fields.Boolean(
        metadata={"description": "false: what one is asked for is in the inbox only"}
    )
    news = ma.fields.Boolean(
        metadata={"description": "false: news of one's requests and cases, too"}
    )


class PreferencesAnswer(PreferenceChanges):
    """How one wants to be told, and the mail address that was proved."""

    email = ma.fields.String(required=True, allow_none=True)


class MailAddress(ma.Schema):
    """A mail address that waits for its code."""

    address = Line(most=LONGEST_ADDRESS, required=True, metadata={"example": "ngoc@example.org"})

    @ma.validates("address")
    def _is_one(self, value: str, data_key: str) -> None:
        if not MAIL_ADDRESS.fullmatch(value):
            raise ma.ValidationError(str(ADDRESS_WRONG))


class NewMailAddress(MailAddress):
    """A mail address to prove, by who knows the password."""

    password = ma.fields.String(
        required=True, load_only=True, metadata={"description": "The account's, once more."}
    )


class MailCode(ma.Schema):
    """The six digits that came by mail."""

    code = ma.fields.String(
        required=True, validate=validate.Length(max=12), metadata={"example": "204817"}
    )


class _Key(ma.fields.String):
    """So many bytes in base64url; the padding is left out."""

    def __init__(self, length: int) -> None:
        right = validate.Regexp(rf"[A-Za-z0-9_-]{{{length}}}\Z")
        super().__init__(required=True, validate=right)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return (super()._deserialize(value, attr, data, **kwargs) or "").rstrip("=")


class PushKeys(ma.Schema):
    """What messages to the browser are encrypted with."""

    p256dh = _Key(87)
    auth = _Key(22)


class Endpoint(ma.Schema):
    """Where a browser gets its messages: its push service has made it."""

    endpoint = ma.fields.String(required=True, validate=validate.Length(max=LONGEST_ENDPOINT))


class NewSubscription(Endpoint):
    """What `PushSubscription.toJSON()` gives in the browser."""

    keys = ma.fields.Nested(PushKeys, required=True)
    expirationTime = ma.fields.Raw(load_default=None, allow_none=True)  # noqa: N815 - the browser's

    @ma.validates_schema
    def _leads_to_a_push_service(self, data: dict[str, Any], **_kwargs: Any) -> None:
        subscription = {"endpoint": data["endpoint"], "keys": data["keys"]}
        if not channels.can_push_to(orjson.dumps(subscription).decode()):
            wrong = _l("This is not the subscription of a browser that we know.")
            raise ma.ValidationError(str(wrong), "endpoint")
