"""Named reads of the SMS intake."""

from datetime import datetime

import sqlalchemy as sa

from connect.foundation.database import db
from connect.help_requests import HelpRequest, Status
from connect.sms_intake.loops import DAY, HOUR, Lately
from connect.sms_intake.models import Outcome, SmsDialogue, SmsMessage
from connect.sms_intake.vocabulary import Kind

MOST_REPLIES = 100


def message_of(fingerprint: str) -> SmsMessage | None:
    """The message, if it has come before."""
    return db.session.scalar(sa.select(SmsMessage).where(SmsMessage.fingerprint == fingerprint))


def dialogue_to_change(phone: str) -> SmsDialogue | None:
    """What a phone has said so far, kept from its other messages until the transaction ends."""
    return db.session.get(SmsDialogue, phone, with_for_update=True, populate_existing=True)


def lately(phone: str, text: str, now: datetime) -> Lately:
    """How often a phone was answered."""
    answered = sa.and_(SmsMessage.reply != "", SmsMessage.at > now - DAY)
    in_the_hour = SmsMessage.at > now - HOUR

    def number(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0)), 0)

    row = db.session.execute(
        sa.select(
            number(in_the_hour), sa.func.count(), number(in_the_hour, SmsMessage.text == text)
        ).where(SmsMessage.phone == phone, answered)
    ).one()
    return Lately(*row)


def replies_to(phone: str, now: datetime) -> list[str]:
    """What a phone was answered in the last day."""
    return list(
        db.session.scalars(
            sa.select(SmsMessage.reply)
            .where(SmsMessage.phone == phone, SmsMessage.at > now - DAY, SmsMessage.reply != "")
            .limit(MOST_REPLIES)
        )
    )


def has_stopped(phone: str) -> bool:
    """Whether a phone was told that it gets no more messages, and has not come back since."""
    last = db.session.scalar(
        sa.select(SmsMessage.kind)
        .where(
            SmsMessage.phone == phone,
            SmsMessage.kind.in_((Kind.STOP, Kind.START, Kind.HELP)),
            SmsMessage.reply != "",
        )
        .order_by(SmsMessage.at.desc())
        .limit(1)
    )
    return last == Kind.STOP


def count_opened(phone: str, now: datetime) -> int:
    """How many requests a phone has opened by SMS in the last day."""
    opened = sa.select(sa.func.count()).where(
        SmsMessage.phone == phone,
        SmsMessage.at > now - DAY,
        SmsMessage.outcome == Outcome.OPENED,
    )
    return db.session.scalar(opened) or 0


def fresh_request(phone: str, now: datetime) -> HelpRequest | None:
    """The newest open request of a phone that is not an hour old."""
    return db.session.scalar(
        sa.select(HelpRequest)
        .where(
            HelpRequest.phone == phone,
            HelpRequest.status == Status.OPEN,
            HelpRequest.created_at > now - HOUR,
        )
        .order_by(HelpRequest.created_at.desc(), HelpRequest.id)
        .limit(1)
    )


def latest_request(phone: str) -> HelpRequest | None:
    """The newest request of a phone, however it stands."""
    return db.session.scalar(
        sa.select(HelpRequest)
        .where(HelpRequest.phone == phone)
        .order_by(HelpRequest.created_at.desc(), HelpRequest.id)
        .limit(1)
    )


def is_by_sms(request: HelpRequest) -> bool:
    """Whether a message has opened this request."""
    opened = sa.exists().where(
        SmsMessage.request_id == request.id, SmsMessage.outcome == Outcome.OPENED
    )
    return bool(db.session.scalar(sa.select(opened)))
