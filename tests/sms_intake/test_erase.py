"""Who has asked by SMS and erases the request: their words and number are nowhere any more."""

import sqlalchemy as sa
from flask import Flask

from connect.foundation.database import db
from connect.help_requests import manage_token
from connect.notifications.models import Notice
from connect.sms_intake.models import SmsDialogue, SmsMessage
from tests.people import count
from tests.sms_intake.gateway import Gateway
from tests.web import browser_of

WORDS = "GIUP GAO 4 NGUOI O P. TAN HUNG Q7. Nha 12 hem 3, co nguoi nhiem"
NEIGHBOUR = "0912 345 677"


def told(app: Flask) -> list[tuple[str | None, str, str]]:
    with app.test_request_context():
        rows = db.session.scalars(sa.select(SmsMessage).order_by(SmsMessage.at, SmsMessage.id))
        return [(one.phone, one.text, one.reply) for one in rows]


def test_erasing_the_request_erases_its_messages(app: Flask, gateway: Gateway) -> None:
    gateway.send(WORDS, id_="first")
    gateway.send("GIUP SUA")  # added to the same request
    gateway.send("GIUP THUOC O P. TAN HUNG Q7", sender=NEIGHBOUR)
    [request] = gateway.requests()
    with app.test_request_context():
        browser = browser_of(app)
        browser.hold(manage_token(request))
    sent = browser.post(f"/requests/{request.id}/erase", data=browser.csrf())
    assert (sent.status_code, sent.location) == (303, "/mine")
    mine, also_mine, neighbours = told(app)
    assert mine == also_mine == (None, "", "")
    assert neighbours[0] == "+84912345677"
    with app.test_request_context():
        phones = db.session.scalars(sa.select(SmsDialogue.phone)).all()
        assert list(phones) == ["+84912345677"]
        about = sa.select(Notice).where(Notice.request_id == request.id)
        assert db.session.scalars(about).all() == []
    # The gateway's second copy asks for nothing.
    assert gateway.send(WORDS, id_="first")["outcome"] == "opened"
    assert (gateway.requests(), count(app, SmsMessage)) == ([], 3)
