"""What may come in by the page."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from connect.conversations.schemas import LONGEST
from connect.foundation.cautions import Caution, caution_of
from connect.foundation.forms import Form, LinesField, given

LONGEST_WORD = 100


class MessageForm(Form):
    """One message. `once` is a random word of the page: the same one twice is one message."""

    body = LinesField(
        _l("Your message"), most=LONGEST, validators=[given(_l("Write your message first."))]
    )
    once = HiddenField()
    sure = HiddenField()

    @property
    def asks_for(self) -> Caution | None:
        """What the words seem to ask for, as long as their author has not said: send it anyway."""
        return None if self.sure.data else caution_of(self.body.data or "")


def message_form() -> MessageForm:
    """The form as it was sent, or a new one with its random word."""
    form = MessageForm()
    if not form.once.data or len(form.once.data) > LONGEST_WORD:
        form.once.data = secrets.token_urlsafe(16)
    return form
