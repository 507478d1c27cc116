"""What may come in by the pages of who claims a shop, and of who decides about it."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError

from connect.foundation.forms import Form, LineField, LinesField, given, options
from connect.foundation.security import CODE_DIGITS
from connect.suppliers.models import LONGEST_WORDS


class ClaimCodeForm(Form):
    """The six digits that went to the listed phone."""

    code = LineField(_l("Code"), most=20, validators=[given(_l("Type the six digits."))])

    def validate_code(self, field: LineField) -> None:
        """Raises `ValidationError` for what is no code."""
        if not re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", self.digits):
            raise ValidationError(_l("The code has six digits."))

    @property
    def digits(self) -> str:
        """The code without spaces."""
        return (self.code.data or "").replace(" ", "")


class AskForm(Form):
    """A few words to the coordinators."""

    words = LinesField(
        _l("How can we see that it is yours?"),
        most=LONGEST_WORDS,
        validators=[given(_l("Write a few words."))],
    )


class MergeForm(Form):
    """Which of two entries stays."""

    stays = RadioField(_l("Which one stays?"), validators=[given(_l("Choose the one that stays."))])

    def offer(self, names: dict[str, str]) -> None:
        """Offers these entries: id to name."""
        self.stays.choices = options(names.items())
