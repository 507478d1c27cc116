"""A notice in the words of its wire."""

import textwrap
import uuid

import orjson
from flask import current_app
from flask_babel import gettext as _

from connect import channels
from connect.accounts import session_lasts
from connect.foundation.database import db
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.notifications import queries
from connect.notifications.marks import LONGEST_SMS, link_of, mark_of
from connect.notifications.models import Notice, PushSubscription, Wire
from connect.notifications.preferences import preferences_of

LONGEST_SUBJECT = 70


@speaking(FIRST_LANGUAGE)
def compose(notice: Notice, wire: Wire, to: str) -> channels.Message:
    """The message of a notice.

    Raises `channels.PermanentFailure` where it may not go this way any more: that is asked now,
    since much can change while a message waits.
    """
    _check_still_wanted(notice, wire, to)
    body, link = notice.text, ""
    if wire == Wire.EMAIL:
        link = link_of(wire, to)
        body += "\n\n-- \n" + _("No more mail like this: %(link)s", link=link) + "\n"
    elif wire == Wire.SMS:
        with_link = body + "\n" + _("Stop: %(link)s", link=link_of(wire, to))
        # Plain letters stay plain: one with diacritics would make two messages of one.
        body = with_link if len(with_link) <= LONGEST_SMS and not body.isascii() else body
    elif wire == Wire.PUSH:
        to = _subscription(notice, to)
    subject = textwrap.shorten(notice.text, LONGEST_SUBJECT, placeholder=" …")
    return channels.Message(
        channel=wire.value,
        to=to,
        kind=notice.kind,
        subject=subject if wire == Wire.EMAIL else "",
        body=body,
        id=str(notice.id),
        url=current_app.config["CONNECT"].base_url + notice.path,
        urgent=True,  # the quiet hours are over, or it was not to wait for them
        unsubscribe_url=link,
    )


def _check_still_wanted(notice: Notice, wire: Wire, to: str) -> None:
    if wire in (Wire.EMAIL, Wire.SMS) and queries.is_muted(mark_of(wire, to)):
        raise channels.PermanentFailure("unsubscribed")
    if wire == Wire.EMAIL and preferences_of(notice.account_id).email != to:
        raise channels.PermanentFailure("the address was taken back")


def _subscription(notice: Notice, id_: str) -> str:
    """A browser as the push channel wants it: the JSON text of its subscription."""
    browser = db.session.get(PushSubscription, uuid.UUID(id_))
    if browser is None:
        raise channels.GoneFailure("the browser does not want to be told any more")
    # No reason to forget it: it may be another person's now.
    if browser.account_id != notice.account_id or not session_lasts(browser.session_hash):
        raise channels.PermanentFailure("the browser is not theirs any more")
    keys = {"p256dh": browser.p256dh, "auth": browser.auth}
    return orjson.dumps({"endpoint": browser.endpoint, "keys": keys}).decode()
