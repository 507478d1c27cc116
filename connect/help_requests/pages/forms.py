"""What may come in by the pages of the help requests."""

import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import Optional

from connect.consents import Purpose, asked
from connect.foundation.forms import (
    Form,
    LineField,
    LinesField,
    PhoneField,
    TilesField,
    WholeField,
    given,
    options,
)
from connect.geo.forms import PlaceForm
from connect.help_requests import words
from connect.help_requests.concerns import Concern
from connect.help_requests.details import ItemDetails
from connect.help_requests.models import MAX_PEOPLE
from connect.responders import CategoryLabel, Kind, Responder, responder_by_id


class AskForm(PlaceForm):
    """What a person needs, where, and how to reach them. Made by `ask_form`.

    Every category `food` brings two fields of its own, `goods_food` and `quantity_food`.
    `once` is a random word that the page carries: the same one twice is one request.
    """

    place_stands_behind = "urgency"

    categories = TilesField(
        _l("What do you need?"), validators=[given(_l("Tick at least one kind of help."))]
    )
    people = WholeField(_l("For how many people?"), least=1, most=MAX_PEOPLE, default=1)
    urgency = RadioField(
        _l("How urgent is it?"),
        choices=options(
            [("normal", _l("It can wait a day or two")), ("urgent", _l("Urgent: today"))]
        ),
        default="normal",
    )
    name = LineField(_l("Your name"), most=80)
    phone = PhoneField(_l("Phone number"), validators=[given(_l("Write your phone number."))])
    # Nothing is chosen before them, and who says nothing has not agreed.
    share_phone = RadioField(
        _l("May whoever comes call you?"),
        choices=options(
            [
                ("yes", asked(Purpose.PHONE)),
                ("no", _l("No, nobody sees my number: we write to each other here.")),
            ]
        ),
        validators=[Optional()],
    )
    concerns = TilesField(
        _l("Who is at home?"),
        choices=options((one.value, words.CONCERNS[one]) for one in Concern),
    )
    description = LinesField(_l("Anything the helper should know"), most=4000)
    supplier_id = HiddenField()
    once = HiddenField()

    @property
    def supplier(self) -> Responder | None:
        """The shop that is to be asked first; None for an id that is no shop's."""
        try:
            found = responder_by_id(uuid.UUID(self.supplier_id.data or ""))
        except ValueError:
            return None
        return found if found and found.kind == Kind.SUPPLIER else None

    def narrow(self, step: str) -> None:
        """Leaves the fields of one step of asking, which are then checked by themselves."""
        for name in [name for name in self._fields if step_of(name) != step]:
            del self[name]

    def new_token(self) -> None:
        """Gives a fresh form its random word."""
        if not self.once.data or len(self.once.data) > 100:
            self.once.data = secrets.token_urlsafe(16)

    def fields_of(self, code: str) -> tuple[LineField, LineField]:
        """The goods and quantity fields of a category."""
        return self[f"goods_{code}"], self[f"quantity_{code}"]

    @property
    def details(self) -> dict[str, Any]:
        """All but the place, by the names of `RequestDetails`."""
        return {
            "items": [
                ItemDetails(
                    category=code,
                    goods=self.fields_of(code)[0].data or "",
                    quantity=self.fields_of(code)[1].data or "",
                )
                for code in self.categories.data or ()
                if f"goods_{code}" in self  # a draft may name what was switched off since
            ],
            "people": self.people.data,
            "urgency": self.urgency.data,
            "name": self.name.data or "",
            "phone": self.phone.e164,
            "share_phone": self.share_phone.data == "yes",
            "concerns": self.concerns.data or [],
            "description": self.description.data or "",
            "supplier_id": self.supplier.id if self.supplier else None,
        }


def step_of(field: str) -> str:
    """The step of asking that a field belongs to. The place has what is not named here."""
    if field in ("phone", "share_phone", "name", "concerns", "description"):
        return "phone"
    what = ("categories", "people", "urgency", "supplier_id")
    if field in what or field.startswith(("goods_", "quantity_")):
        return "what"
    return "" if field in ("once", "csrf_token") else "where"


def ask_form(labels: Iterable[CategoryLabel], language: str, **values: Any) -> AskForm:
    """The form with the fields of these categories."""
    offered = list(labels)
    fields: dict[str, Any] = {}
    for label in offered:
        fields[f"goods_{label.code}"] = LineField(_l("What exactly?"), most=120)
        fields[f"quantity_{label.code}"] = LineField(_l("How much?"), most=40)
    form: AskForm = type("AskFormOfToday", (AskForm,), fields)(**values)
    form.categories.choices = options((label.code, label.name(language)) for label in offered)
    form.new_token()
    return form


class FindForm(Form):
    """The code and the phone of a request."""

    code = LineField(_l("Code"), most=20, validators=[given(_l("Write the code you kept."))])
    phone = PhoneField(_l("Phone number"), validators=[given(_l("Write your phone number."))])

    @property
    def bare_code(self) -> str:
        """The code as it is stored, however it was read aloud and written down."""
        return "".join(c for c in (self.code.data or "").upper() if c.isalnum())
