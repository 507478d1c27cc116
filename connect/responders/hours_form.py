"""The part of a form that asks for hours: a line for every day, and days that have others."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from babel.dates import get_day_names
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, ValidationError

from connect.foundation.forms import Form, LineField, options
from connect.foundation.i18n import language
from connect.responders.hours import WrongHours, checked_hours
from connect.responders.week import (
    DAYS,
    SHUT,
    WEEKDAYS,
    Spans,
    combined,
    day_hours,
    spans_of,
    taken_apart,
)

LONGEST = 500


class DayRow(NamedTuple):
    """A day on the page: its code, its name, its field, and whether it is ticked as closed."""

    code: str
    name: str
    field: LineField
    shut: bool


def _day() -> LineField:
    return LineField(most=80, validators=[_readable])


def _readable(_form: Any, field: LineField) -> None:
    if field.data and spans_of(field.data) is None:
        raise ValidationError(_("These hours cannot be read. Write them like 7:00-21:00."))


class HoursForm(Form):
    """Asks for hours. A day that is left empty has those of `opening_hours`."""

    opening_hours = LineField(_l("When are you available?"), most=LONGEST)
    hours_mo = _day()
    hours_tu = _day()
    hours_we = _day()
    hours_th = _day()
    hours_fr = _day()
    hours_sa = _day()
    hours_su = _day()
    hours_ph = _day()
    shut = SelectMultipleField(choices=options((day, day) for day in DAYS))

    def validate_opening_hours(self, field: LineField) -> None:
        """Raises `ValidationError` for hours that cannot be read."""
        try:
            checked_hours(self.hours)
        except WrongHours:
            raise ValidationError(
                _("These hours cannot be read. Write them like 7:00-21:00.")
            ) from None
        if len(self.hours) > LONGEST:
            raise ValidationError(_("This is too long: %(max)d characters at most.", max=LONGEST))

    @property
    def hours(self) -> str:
        """All of it in OSM's syntax."""
        other: dict[str, Spans] = {}
        for row in self.days:
            spans = SHUT if row.shut else spans_of(row.field.data) if row.field.data else None
            if spans is not None:
                other[row.code] = spans
        return combined(self.opening_hours.data or "", other)

    @property
    def days(self) -> Iterator[DayRow]:
        """The days from Monday on, and holidays."""
        names = get_day_names("wide", locale=language())
        for number, code in enumerate(DAYS):
            name = names[number] if number < len(WEEKDAYS) else _("Holidays")
            yield DayRow(code, name, self[f"hours_{code.lower()}"], code in (self.shut.data or ()))


def hours_values(hours: str) -> dict[str, Any]:
    """What the form shows of hours in OSM's syntax."""
    line, other = taken_apart(hours)
    return {
        "opening_hours": line,
        "shut": [day for day, spans in other.items() if not spans],
        **{f"hours_{day.lower()}": day_hours(spans) for day, spans in other.items() if spans},
    }
