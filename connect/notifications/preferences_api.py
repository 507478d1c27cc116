"""Preferences and wires for programs, and for the button that lets a browser be told."""

from datetime import time
from typing import Any

from flask import Response

from connect.accounts import Account, confirm, session_hash, signed_in_account
from connect.consents import Channel
from connect.foundation.idempotency import once
from connect.foundation.rest import IDEMPOTENT, PREFIX, RestBlueprint, json_answer
from connect.foundation.web import limiter
from connect.notifications import mail, preferences, push
from connect.notifications.limits import send_code
from connect.notifications.push import Subscription
from connect.notifications.schemas import (
    Endpoint,
    MailAddress,
    MailCode,
    NewMailAddress,
    NewSubscription,
    PreferenceChanges,
    PreferencesAnswer,
)

blp = RestBlueprint(
    "preferences_api", __name__, url_prefix=PREFIX, description="How one wants to be told"
)
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}]
# What a browser gives that agrees to be told; the point is one of its curve.
A_BROWSER = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/a-browser",
    "keys": {
        "p256dh": "BI5TO2-gv3tGJbswZnwB-2B--fi4qA_vWzAGKHAxh7Kj"
        "c-sdveAzGDZtBp-DpvWQAFPHNjPLBBshxV4ahsH0ALQ",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
}
EXAMPLE = {"wires": {"sms": True}, "quiet_hours": {"from": "21:00", "until": "07:00"}}


@blp.get("/me/preferences")
@blp.doc(security=SIGNED_IN)
@blp.response(200, PreferencesAnswer)
def said() -> Response:
    """How one wants to be told."""
    return _said(signed_in_account())


@blp.patch("/me/preferences")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(PreferenceChanges, example=EXAMPLE)
@blp.response(200, PreferencesAnswer)
def change(data: dict[str, Any]) -> Response:
    """Change some of it."""
    account = signed_in_account()
    if data.get("quiet_hours"):
        hours = data["quiet_hours"]
        data["quiet_hours"] = tuple(time.fromisoformat(hours[end]) for end in ("from", "until"))

    def call() -> Response:
        preferences.change(account, data, Channel.API)
        return _said(account)

    return once(call)


@blp.post("/me/email")
@blp.doc(security=SIGNED_IN)
@limiter.limit("10/minute;60/hour")
@blp.arguments(
    NewMailAddress,
    example={"address": "ngoc@example.org", "password": "mười hai con giáp"},
)
@blp.response(202, MailAddress, description="A code was sent, if mail can be sent there")
def give_address(data: dict[str, Any]) -> Response:
    """Give a mail address, and the password once more: a six-digit code goes there.

    A token alone does not change where one is told. The answer is the same for every address,
    whether it is there or not.
    """
    address = data["address"]
    send_code(confirm(data["password"]).id, address)
    return json_answer({"address": address}, 202)


@blp.post("/me/email/verify")
@blp.doc(security=SIGNED_IN)
@limiter.limit("30/hour")
@blp.arguments(MailCode, example={"code": "204817"})
@blp.response(200, PreferencesAnswer)
def verify_address(data: dict[str, Any]) -> Response:
    """Prove the mail address by its code. Not repeatable by `Idempotency-Key`: every try counts."""
    account = signed_in_account()
    mail.prove(account.id, data["code"], Channel.API)
    return _said(account)


@blp.delete("/me/email")
@blp.doc(security=SIGNED_IN)
@blp.response(204)
def forget_address() -> Response:
    """Take the mail address back."""
    mail.forget(signed_in_account().id, Channel.API)
    return Response(status=204)


@blp.post("/me/push-subscriptions")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(NewSubscription, example=A_BROWSER)
@blp.response(201, Endpoint)
def subscribe(data: dict[str, Any]) -> Response:
    """Tell this browser, too, until its session or token ends.

    Ten browsers at most: the oldest is forgotten for an eleventh.
    """
    account = signed_in_account()
    subscription = Subscription(data["endpoint"], **data["keys"])

    def call() -> Response:
        push.subscribe(account.id, session_hash(), subscription)
        return json_answer({"endpoint": subscription.endpoint}, 201)

    return once(call)


@blp.delete("/me/push-subscriptions")
@blp.doc(security=SIGNED_IN)
@blp.arguments(Endpoint, example={"endpoint": A_BROWSER["endpoint"]})
@blp.response(204)
def unsubscribe(data: dict[str, Any]) -> Response:
    """Do not tell this browser any more; the same answer if it was not told before."""
    push.unsubscribe(signed_in_account().id, data["endpoint"])
    return Response(status=204)


def _said(account: Account) -> Response:
    return json_answer(preferences.as_said(account))
