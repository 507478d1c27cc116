"""The conversation on the page of a request: what `conversation(…)` gives to the template."""

import uuid
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from connect.conversations import queries
from connect.conversations.access import Side, conversation_of
from connect.conversations.forms import MessageForm, message_form
from connect.conversations.queries import Said
from connect.foundation.cautions import Caution, caution_of
from connect.help_requests import View, view_of

MOST_SHOWN = 100


class Line(NamedTuple):
    """One message as it is shown."""

    who: str
    mine: bool
    body: str
    at: datetime
    caution: Caution | None  # of what the other side writes


class Talk(NamedTuple):
    """The messages, whether there are older ones, and the form while someone would read it; the
    words of one that could not be taken stay in it in any case. `met` is what the other side is, as
    addresses about people name it.
    """

    lines: list[Line]
    older: bool
    form: MessageForm | None
    met: str


def conversation(request_id: uuid.UUID, sent: MessageForm | None = None) -> Talk | None:
    """The viewer's conversation, with the form as they `sent` it; None where there is none."""
    view = view_of(request_id)
    own = conversation_of(view)
    if own is None:
        return None
    found = queries.latest(own, MOST_SHOWN + 1)
    if not (found or own.open or sent):
        return None
    return Talk(
        lines=[_line(one, own.side, view) for one in found[-MOST_SHOWN:]],
        older=len(found) > MOST_SHOWN,
        form=sent or (message_form() if own.open else None),
        met="helper" if own.side == Side.REQUESTER else "requester",
    )


def _line(said: Said, side: Side, view: View) -> Line:
    message = said.message
    mine = message.from_requester == (side == Side.REQUESTER)
    requester = view.request.name or _("Who asked for help")
    other = requester if message.from_requester else said.helper or _("Your helper")
    caution = None if mine else caution_of(message.body)
    return Line(_("You") if mine else other, mine, message.body, message.at, caution)
