"""Requests that nobody is heard of for long, and what was asked about them."""

import uuid
from datetime import timedelta

from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.help_requests import keep_time, queries
from connect.notifications.models import Notice
from tests.situations import request_now
from tests.web import Browser

HOUR = timedelta(hours=1)
MOMENT = timedelta(seconds=5)


def listed(client: Browser) -> list[str]:
    answer = client.get("/api/v1/requests?near=10.734,106.7215").json
    newest = client.get("/api/v1/requests").json
    assert answer is not None
    assert newest is not None
    assert [one["id"] for one in answer["items"]] == [one["id"] for one in newest["items"]]
    return [one["id"] for one in answer["items"]]


def asked(request_id: uuid.UUID) -> list[str]:
    told = db.session.query(Notice).filter_by(request_id=request_id, kind="check_in")
    return [notice.text for notice in told.order_by(Notice.created_at)]


def token_of(request_id: uuid.UUID) -> str:
    return queries.reply_token(request_now(request_id))


def silent_for(app: Flask, hours: float) -> None:
    """Days of silence, with the worker awake."""
    with app.test_request_context():
        start = utcnow()
        for hour in range(0, int(hours) + 1, 6):
            keep_time(start + hour * HOUR)
        keep_time(start + hours * HOUR)
