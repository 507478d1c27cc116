"""What may come in by the pages of giving."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, ValidationError

from connect.foundation.forms import Form, LineField, LinesField, WholeField, given, options
from connect.geo.forms import PlaceForm
from connect.giving.models import (
    LONGEST_HOURS,
    LONGEST_NOTE,
    LONGEST_THANKS,
    LONGEST_UNIT,
    LONGEST_WHAT,
    MOST_AMOUNT,
)

# A number first, and what it counts: `12 quyển`, `1.000 cái`; else one of what is said.
_MUCH = re.compile(r"([0-9][0-9.]{0,6})\s*(.*)")
BRINGS_M = (0, 500, 1_000, 3_000, 5_000)


class DayField(DateField):
    """A day, as browsers send it; anything else gets one clear answer."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads the day. Raises `ValueError`."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Choose a day.")) from None


class GiftForm(PlaceForm):
    """Things to give."""

    place_stands_behind = "much"

    what = LineField(
        _l("What do you give?"),
        most=LONGEST_WHAT,
        validators=[given(_l("Say what you give."))],
    )
    category = RadioField(_l("What kind of help is it?"), validate_choice=False)
    much = LineField(_l("How much of it?"), most=LONGEST_UNIT + 8)
    first_day = DayField(_l("From"), validators=[given(_l("Choose a day."))])
    last_day = DayField(_l("Until"), validators=[given(_l("Choose a day."))])
    hours = LineField(_l("At what hours?"), most=LONGEST_HOURS)
    brings = RadioField(_l("Could you bring it?"), default="0")
    note = LinesField(_l("What else should one know?"), most=LONGEST_NOTE)

    amount, unit = 1, ""

    def offer(self, kinds: list[tuple[str, str]], distances: list[tuple[str, str]]) -> None:
        """Offers these kinds of help, and these distances."""
        self.category.choices = options(kinds)
        self.brings.choices = options(distances)

    def validate_much(self, field: LineField) -> None:
        """Reads number and unit. Raises `ValidationError` for what is no amount."""
        found = _MUCH.fullmatch(field.data or "")
        if found is None:
            self.amount, self.unit = 1, field.data or ""
        else:
            self.amount, self.unit = int(found[1].replace(".", "")), found[2]
        if not 1 <= self.amount <= MOST_AMOUNT:
            raise ValidationError(
                _("Write a whole number from %(min)d to %(max)d.", min=1, max=MOST_AMOUNT)
            )
        if len(self.unit) > LONGEST_UNIT:
            raise ValidationError(_("Write a number and one word, for example 12 notebooks."))

    @property
    def details(self) -> dict[str, Any]:
        """All but the place, by the names of `GiftDetails`."""
        return {
            "what": self.what.data,
            "category": self.category.data or "",
            "amount": self.amount,
            "unit": self.unit,
            "first_day": self.first_day.data,
            "last_day": self.last_day.data,
            "hours": self.hours.data or "",
            "brings_m": int(self.brings.data or 0),
            "note": (self.note.data or "").strip(),
        }


class PartForm(Form):
    """How much of it."""

    amount = WholeField(_l("How much of it?"), least=1, most=MOST_AMOUNT, default=1)


class ThanksForm(Form):
    """A few words for the giver."""

    text = LinesField(
        _l("Your thanks"),
        most=LONGEST_THANKS,
        validators=[given(_l("Write a few words first."))],
    )
