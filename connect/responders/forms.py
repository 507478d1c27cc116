"""What may come in by the pages of the responders."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms import Form as PlainForm

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
from connect.foundation.i18n import language, written
from connect.foundation.phones import show_phone
from connect.geo.forms import PlaceForm
from connect.responders.hours import WrongHours, checked_hours, hours_of
from connect.responders.labels import CategoryLabel
from connect.responders.models import MAX_CAPACITY, MAX_RADIUS_M, Kind, Responder, Stock
from connect.responders.schemas import HIGHEST_PRICE, MOST_GOODS
from connect.responders.service import GoodDetails

RADII_KM = ("1", "3", "5", "10", "20", "50")
OWN_RADIUS = "own"
GOODS_ROWS = 6
LONGEST_ROW_NUMBER = 4


class GoodForm(PlainForm):
    """A good and its stock; a row without a name is an empty row."""

    name = LineField(_l("Goods"), most=80)
    stock = SelectField(
        _l("Stock"),
        choices=options(
            [
                (Stock.IN.value, _l("In stock")),
                (Stock.LOW.value, _l("Running low")),
                (Stock.OUT.value, _l("Sold out")),
            ]
        ),
        default=Stock.IN.value,
    )
    price = LineField(_l("Price (đồng)"), most=20)

    class Meta:
        """WTForms' settings: the words are those of the form around."""

        def get_translations(self, form: Any) -> Any:
            """Who translates."""
            return Form.Meta.get_translations(Form.Meta(), form)

    def validate_price(self, field: LineField) -> None:
        """Raises `ValidationError` for a price that is not a number of đồng."""
        if field.data and price_of(field.data) is None:
            raise ValidationError(_("Write the price as a number, for example 25000."))


class RowsField(FieldList):  # type: ignore[type-arg]  # generic in the stubs only
    """Rows of a form, at most `MOST_GOODS`. A row whose number is none is no row."""

    def __init__(self, row: type[PlainForm], **kwargs: Any) -> None:
        super().__init__(FormField(row), max_entries=MOST_GOODS, **kwargs)

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        # WTForms calls `int` on whatever `isdigit`: on "²", and on thousands of digits.
        for name in formdata:
            if name.startswith(f"{prefix}-"):
                number = name[len(prefix) + 1 :].partition("-")[0]
                if number.isascii() and number.isdigit() and len(number) <= LONGEST_ROW_NUMBER:
                    yield int(number)


class ResponderForm(PlaceForm):
    """A volunteer, an organisation or a supplier."""

    place_stands_behind = "categories"

    kind = RadioField(
        _l("Who are you?"),
        choices=options(
            [
                (Kind.VOLUNTEER.value, _l("A volunteer")),
                (Kind.ORGANISATION.value, _l("A group or organisation")),
                (Kind.SUPPLIER.value, _l("A shop or supplier")),
            ]
        ),
        default=Kind.VOLUNTEER.value,
    )
    name = LineField(_l("Name"), most=120, validators=[given(_l("Write a name."))])
    phone = PhoneField(_l("Phone number"))
    categories = TilesField(
        _l("What can you give?"),
        validators=[given(_l("Tick at least one kind of help."))],
    )
    radius = RadioField(
        _l("How far do you go?"),
        choices=options(
            [*((km, f"{km} km") for km in RADII_KM), (OWN_RADIUS, _l("Another distance"))]
        ),
        default="5",
    )
    radius_own = LineField(_l("Distance in km"), most=20)
    capacity = WholeField(
        _l("How many households can you help at once?"), least=1, most=MAX_CAPACITY, default=3
    )
    opening_hours = LineField(_l("When are you available?"), most=500)
    delivers = BooleanField(_l("We deliver"))
    goods = RowsField(GoodForm)
    note = LinesField(_l("Note"), most=1000)

    @property
    def is_wrong_below(self) -> bool:
        """Whether something is wrong in what the page of a new one folds away."""
        folded = (self.radius, self.radius_own, self.capacity, self.goods, self.note)
        return any(field.errors for field in folded)

    def offer(self, labels: Sequence[CategoryLabel], language: str) -> None:
        """Offers these categories, and a few empty rows for goods."""
        if self.kind.data == Kind.SUPPLIER:
            self.categories.label.text = _l("What do you have?")
            self.opening_hours.label.text = _l("When are you open?")
        self.categories.choices = options((label.code, label.name(language)) for label in labels)
        wanted = min(MOST_GOODS, max(GOODS_ROWS, len(self.goods) + 2))
        while len(self.goods) < wanted and not self.is_submitted():
            self.goods.append_entry()

    def validate_radius_own(self, _field: LineField) -> None:
        """Raises `ValidationError` for a distance that cannot be gone."""
        if self.radius.data == OWN_RADIUS and self.radius_m is None:
            raise ValidationError(
                _("Write a distance from 0.1 to %(most)d km.", most=MAX_RADIUS_M // 1000)
            )

    def validate_opening_hours(self, field: LineField) -> None:
        """Raises `ValidationError` for hours that cannot be read."""
        try:
            checked_hours(hours_of(field.data or ""))
        except WrongHours:
            raise ValidationError(
                _("These hours cannot be read. Write them like 7:00-21:00.")
            ) from None

    @property
    def radius_m(self) -> float | None:
        """The radius in metres, None where it cannot be read."""
        own = self.radius.data == OWN_RADIUS
        text = (self.radius_own.data if own else self.radius.data) or ""
        try:
            metres = float(text.replace(",", ".")) * 1000
        except ValueError:
            return None
        return metres if 100 <= metres <= MAX_RADIUS_M else None

    @property
    def details(self) -> dict[str, Any]:
        """All but the place, by the names of `ResponderDetails`."""
        return {
            "kind": self.kind.data,
            "name": self.name.data,
            "categories": self.categories.data,
            "radius_m": self.radius_m,
            "capacity": self.capacity.data,
            "phone": self.phone.e164,
            "opening_hours": hours_of(self.opening_hours.data or ""),
            "delivers": self.delivers.data,
            "note": self.note.data or "",
            "goods": [
                GoodDetails(
                    name=row["name"], stock=row["stock"], price=price_of(row["price"] or "")
                )
                for row in self.goods.data
                if row["name"]
            ],
        }


class InviteForm(Form):
    """Whom to invite."""

    phone = PhoneField(
        _l("Their phone number"), validators=[given(_l("Write their phone number."))]
    )


def values_of(responder: Responder) -> dict[str, Any]:
    """What the form shows of a responder that exists."""
    # With so many digits that saving the page as it is changes nothing.
    km = f"{responder.radius_m / 1000:.12g}"
    return {
        "kind": responder.kind,
        "name": responder.name,
        "phone": show_phone(responder.phone) if responder.phone else "",
        "categories": [category.code for category in responder.categories],
        "radius": km if km in RADII_KM else OWN_RADIUS,
        "radius_own": "" if km in RADII_KM else written(float(km), 12, language()),
        "capacity": responder.capacity,
        "opening_hours": responder.opening_hours,
        "delivers": responder.delivers,
        "note": responder.note,
        "goods": [
            {"name": good.name, "stock": good.stock, "price": good.price}
            for good in responder.goods
        ],
    }


def price_of(text: str) -> int | None:
    """đồng from `25000`, `25.000` or `25.000 đ`; None for anything else."""
    bare = text.casefold().removesuffix("đ").removesuffix("vnd").strip()
    bare = bare.replace(".", "").replace(",", "").replace(" ", "")
    if not (bare.isascii() and bare.isdecimal() and len(bare) <= 10):
        return None
    price = int(bare)
    return price if price <= HIGHEST_PRICE else None
