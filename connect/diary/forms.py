"""What may come in by the pages."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from connect.consents import Purpose, asked
from connect.diary.models import LONGEST_TEXT
from connect.foundation.forms import Form, LinesField, given
from connect.foundation.photo_field import PhotoField
from connect.foundation.pictures import Picture
from connect.foundation.text import fold
from connect.help_requests import HelpRequest, without_phones

LONGEST_WORD = 100
# A shorter address is a word that means other things, too.
TELLING_ADDRESS = 8


class ThanksForm(Form):
    """A thank-you note. `once` is a random word of the page: the same one twice is one note."""

    text = LinesField(
        _l("Your thanks"),
        most=LONGEST_TEXT,
        validators=[given(_l("Write a few words first."))],
    )
    photo = PhotoField(_l("A picture"))
    public = BooleanField(asked(Purpose.DIARY))
    signed = BooleanField(asked(Purpose.DIARY_NAME))
    once = HiddenField()

    @property
    def picture(self) -> Picture | None:
        """The picture, once it was read."""
        picture: Picture | None = self.photo.picture
        return picture

    def read(self, request: HelpRequest) -> bool:
        """Whether it can be kept: then its picture is ready. Why it cannot stands in the form."""
        valid: bool = self.validate()
        if valid and self.public.data:
            valid = self._tells_nothing(request)
        # Last: it is the most work.
        return valid and bool(self.photo.read())

    def _tells_nothing(self, request: HelpRequest) -> bool:
        text = self.text.data or ""
        if without_phones(text) != text:
            self.text.errors = [
                _l("Please leave the phone number out: everybody would be able to read it.")
            ]
            return False
        address = fold(request.address)
        if len(address) >= TELLING_ADDRESS and address in fold(text):
            self.text.errors = [
                _l("Please leave your address out: everybody would be able to read it.")
            ]
            return False
        return True


def thanks_form() -> ThanksForm:
    """The form as it was sent, or a new one with its random word."""
    form = ThanksForm()
    if not form.once.data or len(form.once.data) > LONGEST_WORD:
        form.once.data = secrets.token_urlsafe(16)
    return form
