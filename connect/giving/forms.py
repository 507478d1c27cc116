"""What may come in by the pages of giving."""

import re
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, ValidationError

from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.forms import Form, LineField, LinesField, WholeField, given, options
from connect.foundation.i18n import language, metres
from connect.foundation.photo_field import PhotoField
from connect.geo.forms import PlaceForm
from connect.giving.models import (
    LONGEST_HOURS,
    LONGEST_NOTE,
    LONGEST_THANKS,
    LONGEST_UNIT,
    LONGEST_WHAT,
    MOST_AMOUNT,
    Gift,
)
from connect.giving.words import kinds

# A whole number first, and what it counts: `12 quyển`, `1.000 cái`; else one of what is said, as of
# `1,5 kg`.
_MUCH = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]{1,7})(?![.,]?[0-9])\s*(.*)")
BRINGS_M = (0, 500, 1_000, 3_000, 5_000)
A_WEEK = timedelta(days=7)


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
    photo = PhotoField(_l("A picture"))
    no_photo = BooleanField(_l("Take the picture away"))

    amount, unit = 1, ""

    def __init__(self, gift: Gift | None = None) -> None:
        super().__init__(data=_values_of(gift) if gift else _from_today())
        labels = kinds(also=gift.category.code if gift else "")
        self.category.choices = options((label.code, label.name(language())) for label in labels)
        # A program may have said another distance.
        distances = sorted({*BRINGS_M, gift.brings_m if gift else 0})
        self.brings.choices = options(
            (str(far), metres(far) if far else _("No, it is to be collected")) for far in distances
        )

    def validate_much(self, field: LineField) -> None:
        """Reads number and unit. Raises `ValidationError` for what is no amount."""
        found = _MUCH.fullmatch(field.data or "")
        if found is None:
            self.amount, self.unit = 1, field.data or ""
        else:
            self.amount, self.unit = int(re.sub("[.,]", "", found[1])), found[2]
        if not 1 <= self.amount <= MOST_AMOUNT:
            raise ValidationError(
                _("Write a whole number from %(min)d to %(max)d.", min=1, max=MOST_AMOUNT)
            )
        if len(self.unit) > LONGEST_UNIT:
            raise ValidationError(_("Write a number and one word, for example 12 notebooks."))

    @property
    def details(self) -> dict[str, Any]:
        """All but the place and the picture, by the names of `GiftDetails`."""
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


def _from_today() -> dict[str, Any]:
    today = utcnow().astimezone(HOME_ZONE).date()
    return {"first_day": today, "last_day": today + A_WEEK}


def _values_of(gift: Gift) -> dict[str, Any]:
    return {
        "what": gift.what,
        "category": gift.category.code,
        "much": f"{gift.amount} {gift.unit}".strip() if gift.amount > 1 or gift.unit else "",
        "first_day": gift.first_day,
        "last_day": gift.last_day,
        "hours": gift.hours,
        "brings": str(gift.brings_m),
        "note": gift.note,
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
