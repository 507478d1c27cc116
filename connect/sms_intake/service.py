"""Use cases of the SMS intake: receive a message once, and forget it after a month."""

import hashlib
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from connect import channels
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import changed, db, transaction
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.foundation.text import clean_line, clean_text
from connect.notifications import notify
from connect.sms_intake import queries
from connect.sms_intake.acting import Done, Heard, act
from connect.sms_intake.drafts import Draft, from_json
from connect.sms_intake.loops import HOUR, is_echo, may_answer
from connect.sms_intake.models import Outcome, SmsDialogue, SmsMessage
from connect.sms_intake.parsing import LONGEST, Command, parse
from connect.sms_intake.places import Found, find_wards
from connect.sms_intake.replies import as_sms, own_words
from connect.sms_intake.senders import phone_of
from connect.sms_intake.vocabulary import Kind

KEPT = timedelta(days=30)
READ_FOR = timedelta(weeks=4)  # shorter, for clocks differ
log = logging.getLogger(__name__)


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


def is_too_old(incoming: Incoming, now: datetime) -> bool:
    """Whether we may have read and forgotten it: then it must not be done once more."""
    return incoming.sent_at is not None and incoming.sent_at < now - READ_FOR


def receive(incoming: Incoming, settings: Settings) -> Receipt:
    """Does what a message asks for; the same message again changes nothing, and is told the same.

    Everything is one transaction: the message, what it does, and the answer on its way. One that
    is too old is passed over.
    """
    if is_too_old(incoming, utcnow()):
        return Receipt(Outcome.IGNORED, "")
    phone, text = phone_of(incoming.sender), clean_text(incoming.text[:LONGEST])
    command = parse(text)
    found = find_wards(command.place) if command.place else Found()
    message = SmsMessage(
        gateway_id=incoming.id,
        fingerprint=_fingerprint(incoming.id, phone or clean_line(incoming.sender), text),
        phone=phone,
        text=text if phone else "",
        kind=command.kind,
        outcome=Outcome.IGNORED,
        reply="",
        sent_at=incoming.sent_at,
    )
    try:
        with transaction():
            earlier = queries.message_of(message.fingerprint)
            if earlier is None:
                db.session.add(message)
                db.session.flush()  # here the same message, sent twice at once, waits for itself
                if phone is not None:
                    _act(message, phone, command, found, settings)
    except IntegrityError:
        earlier = queries.message_of(message.fingerprint)
        if earlier is None:
            raise
    if earlier is not None:
        return Receipt(Outcome(earlier.outcome), earlier.reply, repeated=True)
    if command.kind == Kind.STOP and phone and message.reply:
        _say_goodbye(phone, message.reply)
    return Receipt(Outcome(message.outcome), message.reply)


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _act(
    message: SmsMessage, phone: str, command: Command, found: Found, settings: Settings
) -> None:
    dialogue, now = _dialogue(phone), utcnow()
    if is_echo(message.text, [*own_words(settings.base_url), *queries.replies_to(phone, now)]):
        return
    draft = from_json(dialogue.draft) if dialogue.until > now else Draft()
    with speaking("en" if command.english else FIRST_LANGUAGE):
        done = act(Heard(phone, message.text, command, found, draft, now, settings))
    dialogue.draft, dialogue.until = done.draft.as_json(), now + HOUR
    _answer(message, done, phone, now)


def _answer(message: SmsMessage, done: Done, phone: str, now: datetime) -> None:
    """Writes down what came of a message, and sends the answer unless that was too often."""
    message.outcome = done.outcome
    message.request_id = done.request.id if done.request else None
    lately = queries.lately(phone, message.text, now)
    if not done.reply:
        return
    # What a figure or HUY has changed is told in any case, for somebody else may have sent it.
    has_changed = done.outcome == Outcome.ANSWERED and done.request is not None
    if has_changed or may_answer(lately, riddle=message.kind == Kind.UNKNOWN):
        message.reply = as_sms(done.reply)
        if message.kind != Kind.STOP:
            notify(
                kind="sms_reply",
                text=message.reply,
                phone=phone,
                request_id=message.request_id,
            )
    elif done.outcome == Outcome.ANSWERED and done.request is None:
        message.outcome = Outcome.IGNORED


def _say_goodbye(phone: str, reply: str) -> None:
    """The one answer that goes to a muted phone, at once, as codes do: whoever did not write STOP
    themselves learns of it.
    """
    try:
        channels.send(channels.Message(channel="sms", to=phone, kind="sms_reply", body=reply))
    except (channels.TemporaryFailure, channels.PermanentFailure) as failure:
        log.warning("the answer to a STOP could not be sent: %s", failure)


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
