"""The form of a hotline, for those who look after it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, ValidationError

from connect.foundation.errors import Invalid
from connect.foundation.forms import Form, LineField, given, options
from connect.foundation.phones import WrongPhone, show_phone
from connect.hotlines.areas import area_name, area_named
from connect.hotlines.models import LONGEST, Hotline
from connect.hotlines.numbers import parse_numbers
from connect.hotlines.service import HotlineDetails
from connect.hotlines.topics import TOPICS
from connect.responders import WrongHours, checked_hours


class HotlineForm(Form):
    """Whom to call, about what, and where that holds."""

    name_vi = LineField(
        _l("Name in Vietnamese"), most=LONGEST["name"], validators=[given(_l("Write a name."))]
    )
    name_en = LineField(_l("Name in English"), most=LONGEST["name"])
    phones = LineField(
        _l("Phone numbers"),
        most=LONGEST["phones"],
        validators=[given(_l("Write at least one number."))],
    )
    topics = SelectMultipleField(_l("What do people call about?"), choices=options(TOPICS.items()))
    area = LineField(_l("Ward or province"), most=LONGEST["area"])
    hours = LineField(_l("When do they answer?"), most=LONGEST["hours"])
    note_vi = LineField(_l("Note in Vietnamese"), most=LONGEST["note"])
    note_en = LineField(_l("Note in English"), most=LONGEST["note"])
    source = LineField(_l("Where does the number stand?"), most=LONGEST["source"])

    def validate_phones(self, field: Any) -> None:
        """Raises `ValidationError` unless all of them can be called."""
        try:
            self.dialled = parse_numbers(field.data)
        except WrongPhone:
            raise ValidationError(
                _l("One of these numbers is not right yet. Example: 115; 1900 9095; 0912 345 678")
            ) from None

    def validate_topics(self, field: Any) -> None:
        """Raises `ValidationError` where nothing is ticked."""
        if not field.data:
            raise ValidationError(_l("Tick at least one."))

    def validate_hours(self, field: Any) -> None:
        """Puts days and dashes as OSM has them; `ValidationError` for what is not in its syntax."""
        try:
            field.data = checked_hours(field.data or "")
        except WrongHours:
            raise ValidationError(
                _l("These hours cannot be read. Example: Mo-Sa 07:00-19:00; Su 08:00-12:00")
            ) from None

    def validate_area(self, field: Any) -> None:
        """Raises `ValidationError` for a place that is unknown, or could be several."""
        try:
            self.area_code = area_named(field.data) if field.data else None
        except Invalid as invalid:
            raise ValidationError(invalid.errors["area"][0]) from None

    @property
    def details(self) -> HotlineDetails:
        """What is told, once the form is valid."""
        return HotlineDetails(
            name_vi=self.name_vi.data or "",
            name_en=self.name_en.data or "",
            phones=self.dialled,
            topics=self.topics.data or [],
            area_code=self.area_code,
            hours=self.hours.data or "",
            note_vi=self.note_vi.data or "",
            note_en=self.note_en.data or "",
            source=self.source.data or "",
        )


def values_of(hotline: Hotline) -> dict[str, Any]:
    """What the form shows of a hotline that exists."""
    return {
        "name_vi": hotline.name_vi,
        "name_en": hotline.name_en,
        "phones": "; ".join(show_phone(phone) for phone in hotline.phones),
        "topics": hotline.topics,
        "area": area_name(hotline.area_code),
        "hours": hotline.hours,
        "note_vi": hotline.note_vi,
        "note_en": hotline.note_en,
        "source": hotline.source,
    }
