"""A notice goes by the first wire that works; what fails for good goes by the next."""

import threading
import uuid

from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.notifications import ending
from connect.notifications.backoff import MOST_TRIES
from connect.notifications.models import Delivery
from tests.channels.gateways import MailServer
from tests.notifications.telling import give_mail, make_due, outbox, prefer, send_all, tell, ways
from tests.people import People


def bodies(app: Flask, to: str) -> list[str]:
    return [m["body"].partition("\n")[0] for m in outbox(app) if m["to"] == to]


def test_mail_that_is_taken_needs_no_sms(
    app: Flask, mailing: Flask, people: People, mail_server: MailServer
) -> None:
    give_mail(app, people.huong)
    tell(mailing, people.huong, "một")
    assert ways(app) == [("email", "due"), ("sms", "spare")]
    assert send_all(mailing) == 1
    assert ways(app) == [("email", "sent"), ("sms", "spare")]
    assert len(mail_server.mails) == 1
    assert outbox(mailing) == []


def test_mail_that_is_refused_goes_by_sms_in_its_order(
    app: Flask, mailing: Flask, people: People, mail_server: MailServer
) -> None:
    give_mail(app, people.huong)
    mail_server.replies["RCPT"] = "550 no such mailbox"
    for text in ("một", "hai", "ba"):
        tell(mailing, people.huong, text)
    assert send_all(mailing) == 3
    assert bodies(mailing, people.huong.phone) == ["một", "hai", "ba"]
    assert ways(app) == [("email", "failed"), ("sms", "sent")] * 3


def test_mail_that_is_refused_is_not_sent_to_a_phone_that_wants_no_sms(
    app: Flask, mailing: Flask, people: People, mail_server: MailServer
) -> None:
    give_mail(app, people.huong)
    mail_server.replies["RCPT"] = "550 no such mailbox"
    tell(mailing, people.huong, "trước")  # unsubscribed while it waits
    prefer(people.huong, wires={"sms": False})
    tell(mailing, people.huong, "sau")
    assert send_all(mailing) == 0
    assert outbox(mailing) == []
    assert ways(app) == [("email", "failed"), ("sms", "failed"), ("email", "failed")]


def test_mail_that_must_wait_is_waited_for(
    app: Flask, mailing: Flask, people: People, mail_server: MailServer
) -> None:
    give_mail(app, people.huong)
    mail_server.replies["RCPT"] = "451 later"
    tell(mailing, people.huong, "một")
    assert send_all(mailing) == 0
    assert ways(app) == [("email", "due"), ("sms", "spare")]
    mail_server.replies.clear()
    make_due(app)
    assert send_all(mailing) == 1
    assert outbox(mailing) == []


def test_mail_that_was_tried_for_hours_goes_by_sms(
    app: Flask, mailing: Flask, people: People, mail_server: MailServer
) -> None:
    give_mail(app, people.huong)
    mail_server.replies["RCPT"] = "451 later"
    tell(mailing, people.huong, "một")
    with app.app_context(), transaction():
        db.session.query(Delivery).update({"tries": MOST_TRIES - 1})
    assert send_all(mailing) == 1
    assert bodies(mailing, people.huong.phone) == ["một"]


def test_a_wire_that_is_not_in_force_is_passed_over(
    app: Flask, mailing: Flask, people: People
) -> None:
    give_mail(app, people.huong)
    mailing.extensions["connect_channels"].pop("email")
    mailing.extensions["connect_channels"]["console"].carries = frozenset(("sms",))
    tell(mailing, people.huong, "một")
    assert ways(app) == [("sms", "due")]


def test_zalo_comes_before_mail_and_sms(app: Flask, people: People) -> None:
    give_mail(app, people.huong)
    prefer(people.huong, wires={"zalo": True})
    tell(app, people.huong, "một")
    assert ways(app) == [("zalo", "due"), ("email", "spare"), ("sms", "spare")]
    assert send_all(app) == 1
    assert [(m["channel"], m["to"]) for m in outbox(app)] == [("zalo", people.huong.phone)]


def test_two_that_fail_at_the_same_moment_leave_one_message(app: Flask, people: People) -> None:
    give_mail(app, people.huong)
    prefer(people.huong, wires={"zalo": True})
    for _n in range(5):
        tell(app, people.huong, "một")
    with app.app_context(), transaction():
        # As if two browsers were told: both are of the first wire.
        db.session.query(Delivery).filter_by(channel="email").update({"channel": "zalo"})
        lease = utcnow()
        db.session.query(Delivery).filter_by(channel="zalo").update(
            {"state": "due", "leased_until": lease}
        )
        first = [(d.id, d.notice_id) for d in db.session.query(Delivery).filter_by(channel="zalo")]
    start = threading.Barrier(len(first))

    def fail(id_: int, notice_id: uuid.UUID) -> None:
        with app.app_context():
            start.wait()
            ending.give_up(id_, lease, notice_id, "gone")

    threads = [threading.Thread(target=fail, args=one) for one in first]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert ways(app) == [("zalo", "failed"), ("zalo", "failed"), ("sms", "due")] * 5


def test_who_comes_late_changes_nothing_that_has_gone_on(app: Flask, people: People) -> None:
    give_mail(app, people.huong)
    tell(app, people.huong, "một")
    with app.app_context():
        mail = db.session.query(Delivery).order_by(Delivery.id).first()
        assert mail is not None
        ending.sent(mail.id)
        ending.give_up(mail.id, utcnow(), mail.notice_id, "too late")  # its lease had run out
    assert ways(app) == [("email", "sent"), ("sms", "spare")]
