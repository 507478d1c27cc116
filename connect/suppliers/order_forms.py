"""What may come in by the page of orders for the shops of an area."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField, ValidationError

from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.forms import Form, LineField, given, options
from connect.foundation.i18n import language
from connect.geo import Place
from connect.goods import CATALOGUE, code_called
from connect.responders import (
    LONGEST_IN_ORDER,
    SHUT,
    OrderDetails,
    category_labels,
    day_hours,
    spans_of,
)
from connect.suppliers.day_field import DayField

# What people must be able to buy whatever is shut: ticked from the start.
NEEDED = ("food", "medicine")
MEDICINE = "medicine"
SAYS = {"shut": _l("Shops are shut"), "hours": _l("Shops may be open only at certain hours")}
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}", re.IGNORECASE)


class OrderForm(Form):
    """Where an order holds, from when to when, what it says, for whom not, and who says so."""

    areas = SelectMultipleField(_l("Where?"))
    first_day = DayField(_l("From"), validators=[given(_l("Choose the day."))])
    last_day = DayField(_l("To"))
    says = RadioField(_l("What does it say?"), choices=options(SAYS.items()), default="shut")
    hours = LineField(_l("Hours at which shops may be open"), most=80)
    but_categories = SelectMultipleField(_l("Who may stay open?"))
    but_goods = LineField(_l("And who has these goods"), most=300)
    reason = LineField(
        _l("Which order is it?"),
        most=LONGEST_IN_ORDER["reason"],
        validators=[given(_l("Write which order it is: everybody reads it."))],
    )
    link = LineField(_l("Where can one read it?"), most=LONGEST_IN_ORDER["link"])
    medicine_too = BooleanField(_l("Yes, pharmacies too"))

    goods: Sequence[str] = ()
    asks_for_medicine = False

    def __init__(self, whole: Sequence[Place], wards: Sequence[Place]) -> None:
        self.today = utcnow().astimezone(HOME_ZONE).date()
        only = [place.code for place in whole] if len(whole) == 1 and not wards else []
        given_first = {"first_day": self.today.isoformat(), "but_categories": NEEDED, "areas": only}
        super().__init__(data=given_first)
        labels = category_labels().values()
        self.but_categories.choices = options((one.code, one.name(language())) for one in labels)
        self.areas.choices = options((one.code, one.name) for one in (*whole, *wards))
        self._wards = {ward.code: ward.province_code for ward in wards}

    def validate_areas(self, field: Any) -> None:
        """Raises `ValidationError` where nothing is ticked, or a place and a part of it."""
        if not field.data:
            raise ValidationError(_("Tick where it holds."))
        if any(self._wards.get(code) in field.data for code in field.data):
            raise ValidationError(
                _("You have ticked the whole and some of its wards. Which do you mean?")
            )

    def validate_hours(self, field: LineField) -> None:
        """Raises `ValidationError` for hours that cannot be read."""
        if self.says.data != "hours":
            return
        spans = spans_of(field.data or "")
        if spans is None or len(day_hours(spans)) > LONGEST_IN_ORDER["hours"]:
            raise ValidationError(_("These hours cannot be read. Write them like 7:00-21:00."))

    def validate_but_categories(self, field: Any) -> None:
        """Raises `ValidationError` where pharmacies are shut and nobody has said that it is so."""
        if MEDICINE not in (field.data or ()) and not self.medicine_too.data:
            self.asks_for_medicine = True
            raise ValidationError(
                _("Pharmacies are not among those who may stay open. Is that what the order says?")
            )

    def validate_but_goods(self, field: LineField) -> None:
        """Reads the goods. Raises `ValidationError` for what is not in the catalogue."""
        names = [name for name in re.split(r"[,;]", field.data or "") if name.strip()]
        codes = {name.strip(): code_called(name) for name in names}
        unknown = [name for name, code in codes.items() if code is None]
        if unknown:
            raise ValidationError(
                _("We do not know these goods: %(names)s", names=", ".join(unknown))
            )
        meant = set(codes.values())
        self.goods = [
            entry.code for entry in CATALOGUE.values() if {entry.code, entry.kind_of} & meant
        ]

    def validate_link(self, field: LineField) -> None:
        """Raises `ValidationError` for what is no plain `https://` address."""
        if field.data and not _is_plain_https(field.data):
            raise ValidationError(_("Write the whole address, as it begins with https://"))

    @property
    def details(self) -> OrderDetails:
        """What is told, once the form is valid."""
        shut = self.says.data == "shut"
        return OrderDetails(
            areas=list(self.areas.data or ()),
            first_day=self.first_day.day or self.today,
            last_day=self.last_day.day,
            hours=SHUT if shut else day_hours(spans_of(self.hours.data or "") or ()),
            but_categories=list(self.but_categories.data or ()),
            but_goods=list(self.goods),
            reason=self.reason.data or "",
            link=self.link.data or "",
        )


def _is_plain_https(link: str) -> bool:
    try:
        parts = urlsplit(link)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = parts.scheme == "https" and "@" not in parts.netloc and link.isprintable()
    return plain and " " not in link and "\\" not in link and bool(_HOST.fullmatch(host))
