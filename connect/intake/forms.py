"""What is typed from a call or a sheet, in the order in which both say it."""

import secrets
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField

from connect.foundation.forms import (
    Form,
    LineField,
    LinesField,
    PhoneField,
    RowForm,
    RowsField,
    TilesField,
    WholeField,
    given,
    options,
)
from connect.foundation.i18n import language
from connect.geo.forms import PlaceForm
from connect.help_requests import CONCERNS, MAX_PEOPLE, Concern, ItemDetails
from connect.intake.serials import number_of
from connect.responders import category_labels

ROWS, ROWS_AT_FIRST = 6, 2
MOST_SHEETS = 50


class ItemRow(RowForm):
    """One thing that is needed. The key of its kind is the number that stands on the sheet."""

    kind = SelectField(_l("Kind of help"), validate_choice=False)
    goods = LineField(_l("What exactly?"), most=120)
    quantity = LineField(_l("How much?"), most=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [("", "–"), *((code, name) for code, name in numbered_kinds())]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.kind.data or self.goods.data or self.quantity.data)


class TakingForm(PlaceForm):
    """A request of somebody who calls, or has filled in a sheet.

    `phone` is where they call from. Who calls for somebody else gives their own name
    (`reporter_name`), and the number of the other one, if there is any (`their_phone`).
    """

    place_stands_behind = "urgency"

    phone = PhoneField(_l("Phone number"), validators=[given(_l("Write the phone number."))])
    reporter_name = LineField(_l("Who is asking for them?"), most=80)
    their_phone = PhoneField(_l("Their own phone number, if there is one"))
    name = LineField(_l("Name of who needs help"), most=80)
    items = RowsField(ItemRow, most=ROWS, min_entries=ROWS)
    people = WholeField(_l("For how many people?"), least=1, most=MAX_PEOPLE, default=1)
    urgency = RadioField(
        _l("How urgent is it?"),
        choices=options(
            [("normal", _l("It can wait a day or two")), ("urgent", _l("Urgent: today"))]
        ),
        default="normal",
    )
    description = LinesField(_l("Anything the helper should know"), most=4000)
    concerns = TilesField(
        _l("Who is at home?"),
        choices=options((one.value, CONCERNS[one]) for one in Concern),
    )
    agreed = BooleanField()
    share_phone = BooleanField()
    once = HiddenField()

    def new_token(self) -> None:
        """Gives a fresh form its random word: the same one twice is one request."""
        if not self.once.data or len(self.once.data) > 100:
            self.once.data = secrets.token_urlsafe(16)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also what hangs together: somebody is asked for by somebody, and has agreed."""
        super().validate(extra_validators)
        self.check_items()
        if self.their_phone.data and not self.reporter_name.data:
            self._refuse("reporter_name", _("Write the name of who is asking."))
        if not self.agreed.data:
            self._refuse("agreed", _("Have they agreed? Nothing can be kept without that."))
        return not self.first_errors

    def check_items(self) -> bool:
        """Whether they say what is needed: all that is asked for where it is added to another."""
        if not self.items_said:
            self.items[0].form.kind.errors = [_("Say what is needed: at least one line.")]
        for row in self.items:
            if not row.form.is_empty and row.form.kind.data not in category_labels():
                row.form.kind.errors = [_("Choose the kind of help, by its number.")]
        return not any(field.errors for field in self.items.parts)

    def _refuse(self, name: str, text: str) -> None:
        self[name].errors = [*self[name].errors, text]

    @property
    def items_said(self) -> list[ItemDetails]:
        """What is needed, of the rows that say a kind."""
        return [
            ItemDetails(
                category=row.form.kind.data,
                goods=row.form.goods.data or "",
                quantity=row.form.quantity.data or "",
            )
            for row in self.items
            if row.form.kind.data in category_labels()
        ]

    @property
    def phones(self) -> list[str]:
        """The numbers that were typed and are right."""
        return [one for one in (self.phone.e164, self.their_phone.e164) if one]

    @property
    def contact(self) -> str | None:
        """The number at which who needs help is reached, by themselves or through who reports."""
        return self.their_phone.e164 or self.phone.e164

    @property
    def details(self) -> dict[str, Any]:
        """All but the place, by the names of `RequestDetails`."""
        return {
            "items": self.items_said,
            "people": self.people.data,
            "urgency": self.urgency.data,
            "name": self.name.data or "",
            "phone": self.contact,
            "share_phone": bool(self.share_phone.data),
            "description": self.description.data or "",
            "concerns": self.concerns.data or [],
        }


class IntakeForm(TakingForm):
    """As a coordinator types it: a sheet has a number."""

    serial = LineField(_l("Number of the sheet"), most=20)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also the number of the sheet, which carries a digit against slips."""
        super().validate(extra_validators)
        if self.serial.data and self.sheet is None:
            self._refuse("serial", _("A digit is not right: read the number once more."))
        return not self.first_errors

    @property
    def sheet(self) -> int | None:
        """The number of the sheet without its last digit; None where none is typed."""
        return number_of(self.serial.data or "")

    @property
    def says_only_phone(self) -> bool:
        """Whether Enter was pressed right behind the phone: then others are looked for."""
        rest = (self.name, self.reporter_name, self.place, self.province, self.description)
        empty = not any(field.data for field in rest) and all(r.form.is_empty for r in self.items)
        return bool(self.phone.data) and empty and not self.agreed.data


class SheetsForm(Form):
    """How many sheets are to be printed."""

    copies = WholeField(_l("How many sheets?"), least=1, most=MOST_SHEETS, default=10)
    hotline = LineField(_l("Number to call, printed on each sheet"), most=40)


class OpenSheetForm(Form):
    """The number that stands on a sheet: who holds the sheet can read it there."""

    phone = PhoneField(_l("Phone number"), validators=[given(_l("Write the phone number."))])


def numbered_kinds() -> Iterable[tuple[str, str]]:
    """Codes and names of the kinds of help, each with its number on the sheet in front.

    The number stays when another kind is switched on or off: sheets lie about for months.
    """
    for label in category_labels().values():
        yield label.code, f"{label.id} {label.name(language())}"
