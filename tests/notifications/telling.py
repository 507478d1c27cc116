"""What the tests of the notifications say over and over."""

import re
from datetime import timedelta
from typing import Any

from flask import Flask

from connect import channels
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db, transaction
from connect.notifications import deliver_due, notify
from connect.notifications.models import Delivery
from tests.people import PASSWORD, Person

MAIL = "huong@example.org"
CODE = re.compile(r"\b\d{6}\b")


def tell(app: Flask, who: Person | str, text: str, kind: str = "news", **more: Any) -> None:
    """Tells a person, or a phone without an account."""
    account_id, phone = (None, who) if isinstance(who, str) else (who.id, who.phone)
    with app.test_request_context(), transaction():
        notify(kind=kind, text=text, phone=phone, account_id=account_id, **more)


def send_all(app: Flask) -> int:
    """Sends all that is due; how many went out."""
    with app.app_context():
        return deliver_due()


def outbox(app: Flask, *, kind: str | None = None) -> list[dict[str, str]]:
    """What the console carried, oldest first; no codes unless asked for."""
    with app.app_context():
        return [m for m in channels.sent() if (m["kind"] == kind if kind else m["kind"] != "code")]


def ways(app: Flask) -> list[tuple[str, str]]:
    """Wire and state of every delivery, in their order."""
    with app.app_context():
        rows = db.session.query(Delivery).order_by(Delivery.id)
        return [(row.channel, row.state) for row in rows]


def make_due(app: Flask) -> None:
    """All that waits to be tried again is due now."""
    with app.app_context(), transaction():
        db.session.query(Delivery).filter_by(state="due").update(
            {"due_at": utcnow() - timedelta(seconds=1), "leased_until": None}
        )


def prefer(who: Person, **changes: Any) -> dict[str, Any]:
    """Changes preferences by the API; what they are then."""
    answer = who.client.patch("/api/v1/me/preferences", json=changes)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def around_now() -> dict[str, str]:
    """Quiet hours in which this moment lies."""
    now = utcnow().astimezone(HOME_ZONE)
    return {
        "from": f"{now - timedelta(hours=2):%H:%M}",
        "until": f"{now + timedelta(hours=2):%H:%M}",
    }


def give_mail(app: Flask, who: Person) -> None:
    """Gives a mail address and proves it, by the console's outbox."""
    assert who.client.post("/api/v1/me/email", json=sure(MAIL)).status_code == 202
    code = last_code(app)
    assert who.client.post("/api/v1/me/email/verify", json={"code": code}).status_code == 200


def sure(address: str) -> dict[str, str]:
    """An address, as it is given by who knows the password."""
    return {"address": address, "password": PASSWORD}


def last_code(app: Flask, address: str = MAIL) -> str:
    """The last code that went to a mail address."""
    with app.app_context():
        found = CODE.search(channels.sent(to=address)[-1]["body"])
    assert found is not None
    return found.group()
