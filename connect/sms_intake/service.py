"""Use cases of the SMS intake: receive a message once, and forget it after a month."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import changed, db, transaction
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.foundation.phones import WrongPhone, parse_phone
from connect.foundation.text import clean_line, clean_text
from connect.notifications import notify
from connect.sms_intake import queries
from connect.sms_intake.acting import Done, Heard, act
from connect.sms_intake.drafts import Draft, from_json
from connect.sms_intake.loops import HOUR, is_echo, may_answer
from connect.sms_intake.models import Outcome, SmsDialogue, SmsMessage
from connect.sms_intake.parsing import LONGEST, Command, parse
from connect.sms_intake.places import Found, find_wards
from connect.sms_intake.replies import as_sms
from connect.sms_intake.vocabulary import Kind

KEPT = timedelta(days=30)


class Incoming(NamedTuple):
    """A message as a gateway hands it over; `id` is the gateway's own for it."""

    id: str
    sender: str
    text: str
    sent_at: datetime | None = None


class Receipt(NamedTuple):
    """What became of it, and the answer that goes to the phone ("" for none)."""

    outcome: Outcome
    reply: str
    repeated: bool = False


def receive(incoming: Incoming, settings: Settings) -> Receipt:
    """Does what a message asks for; the same message again changes nothing, and is told the same.

    Everything is one transaction: the message, what it does, and the answer on its way.
    """
    text = clean_text(incoming.text[:LONGEST])
    command = parse(text)
    found = find_wards(command.place) if command.place else Found()
    try:
        with transaction():
            earlier = queries.message_of(incoming.id)
            if earlier is None:
                return _first(incoming, text, command, found, settings)
    except IntegrityError:
        earlier = queries.message_of(incoming.id)
        if earlier is None:
            raise
    return Receipt(Outcome(earlier.outcome), earlier.reply, repeated=True)


def _first(
    incoming: Incoming, text: str, command: Command, found: Found, settings: Settings
) -> Receipt:
    phone = _phone(incoming.sender)
    message = SmsMessage(
        gateway_id=incoming.id,
        phone=phone,
        text=text if phone else "",
        kind=command.kind,
        outcome=Outcome.IGNORED,
        sent_at=incoming.sent_at,
    )
    db.session.add(message)
    db.session.flush()  # here the same message, sent twice at once, waits for itself
    if phone is None:
        return Receipt(Outcome.IGNORED, "")
    dialogue, now = _dialogue(phone), utcnow()
    if is_echo(text, queries.replies_to(phone, now)):
        return Receipt(Outcome.IGNORED, "")
    draft = from_json(dialogue.draft) if dialogue.until > now else Draft()
    with speaking("en" if command.english else FIRST_LANGUAGE):
        done = act(Heard(phone, text, command, found, draft, now, settings))
    dialogue.draft, dialogue.until = done.draft.as_json(), now + HOUR
    _answer(message, done, phone, now)
    return Receipt(Outcome(message.outcome), message.reply)


def _answer(message: SmsMessage, done: Done, phone: str, now: datetime) -> None:
    """Writes down what came of a message, and sends the answer unless that was too often."""
    message.outcome = done.outcome
    message.request_id = done.request.id if done.request else None
    lately = queries.lately(phone, message.text, now)
    if not done.reply:
        return
    if may_answer(lately, riddle=message.kind == Kind.UNKNOWN):
        message.reply = as_sms(done.reply)
        notify(
            kind="sms_reply",
            text=message.reply,
            phone=phone,
            request_id=message.request_id,
        )
    elif done.outcome == Outcome.ANSWERED and done.request is None:
        message.outcome = Outcome.IGNORED


def _phone(sender: str) -> str | None:
    """The sender's number, or None for a name or a short code: nobody is there to answer."""
    try:
        return parse_phone(clean_line(sender))
    except WrongPhone:
        return None


def _dialogue(phone: str) -> SmsDialogue:
    """The row of a phone, made when it writes first; its other messages wait here."""
    dialogue = queries.dialogue_to_change(phone)
    if dialogue is None:
        with suppress(IntegrityError), db.session.begin_nested():
            db.session.add(SmsDialogue(phone=phone, draft=Draft().as_json(), until=utcnow()))
        dialogue = queries.dialogue_to_change(phone)
    if dialogue is None:
        raise RuntimeError("a phone's dialogue is gone while it is written to")
    return dialogue


def forget_old_sms(now: datetime) -> int:
    """Removes messages older than a month, and what was said long ago; how many messages."""
    with transaction():
        changed(sa.delete(SmsDialogue).where(SmsDialogue.until < now - HOUR))
        return changed(sa.delete(SmsMessage).where(SmsMessage.at < now - KEPT))
