"""What may come in by the pages of the responders."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    ValidationError,
)

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
from connect.foundation.i18n import language, written
from connect.foundation.money import read_amount
from connect.foundation.phones import show_phone
from connect.geo.forms import PlaceForm
from connect.responders.hours_form import HoursForm, hours_values
from connect.responders.labels import CategoryLabel
from connect.responders.models import MAX_CAPACITY, MAX_RADIUS_M, MOST_GOODS, Kind, Responder, Stock
from connect.responders.neighbours import Alike
from connect.responders.other_days import parted
from connect.responders.schemas import HIGHEST_PRICE
from connect.responders.stock import GoodDetails, digest_of

RADII_KM = ("1", "3", "5", "10", "20", "50")
OWN_RADIUS = "own"
GOODS_ROWS = 6


def _stock_field() -> SelectField:
    return SelectField(
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


def _check_price(_form: Any, field: LineField) -> None:
    if field.data and price_of(field.data) is None:
        raise ValidationError(_("Write an amount in đồng, for example 250.000 or 250k."))


class GoodForm(RowForm):
    """A good and its stock; a row without a name is an empty row."""

    name = LineField(_l("Goods"), most=80)
    stock = _stock_field()
    price = LineField(_l("Price (đồng)"), most=20, validators=[_check_price])


class NewGoodForm(Form):
    """One more good."""

    name = LineField(_l("What is it?"), most=80, validators=[given(_l("Say what it is."))])
    stock = _stock_field()
    price = LineField(_l("Price (đồng)"), most=20, validators=[_check_price])

    @property
    def details(self) -> GoodDetails:
        """As the use case takes it."""
        return GoodDetails(
            name=self.name.data or "", stock=self.stock.data, price=price_of(self.price.data or "")
        )


class ResponderForm(PlaceForm, HoursForm):
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
    delivers = BooleanField(_l("We deliver"))
    goods = RowsField(GoodForm, most=MOST_GOODS)
    goods_shown = LineField(most=64)
    note = LinesField(_l("Note"), most=1000)
    another = BooleanField(_l("No, mine is another shop"))
    # The shops that it may be: offered once, before a new one is listed.
    alike: Sequence[Alike] = ()

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

    @property
    def has_goods_as_shown(self) -> bool:
        """Whether nobody has touched the goods on this page."""
        return bool(self.goods_shown.data == digest_of(self.details["goods"]))

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
            "opening_hours": self.hours,
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


class OrganisationForm(Form):
    """Under which organisation a shop is to stand: one that is there, or one that begins here."""

    organisation = RadioField(_l("Which one?"), validators=[given(_l("Choose one."))])
    name = LineField(_l("What are you called, all together?"), most=120)

    def offer(self, known: Sequence[Responder]) -> None:
        """Offers these, and a new one; what gives rights to others is not chosen beforehand."""
        new = ("new", _l("A new one"))
        self.organisation.choices = options([*((str(one.id), one.name) for one in known), new])

    @property
    def chosen(self) -> uuid.UUID | None:
        """The id of the chosen one; None for a new one."""
        chosen = self.organisation.data
        return None if chosen == "new" else uuid.UUID(chosen)

    def validate_name(self, field: LineField) -> None:
        """Raises `ValidationError` for a new one without a name."""
        if self.organisation.data == "new" and not field.data:
            raise ValidationError(_("Write a name."))


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
        "delivers": responder.delivers,
        "note": responder.note,
        "goods": [
            {"name": good.name, "stock": good.stock, "price": good.price}
            for good in responder.goods
        ],
        "goods_shown": digest_of(responder.goods),
    } | hours_values(parted(responder.opening_hours)[0])


def values_of_next(last: Responder | None, organisation: Responder) -> dict[str, Any]:
    """What the form shows of an organisation's next shop: as the last one, but no number."""
    if last is None:
        codes = [category.code for category in organisation.categories]
        return {"kind": Kind.SUPPLIER.value, "name": organisation.name, "categories": codes}
    return values_of(last) | {
        "phone": "",
        "goods": [{"name": good.name, "price": good.price} for good in last.goods],
        "goods_shown": "",
        "note": "",
    }


def price_of(text: str) -> int | None:
    """đồng from `25000`, `25.000 đ` or `25k`; None for anything else."""
    bare = text.casefold().removesuffix("đ").removesuffix("vnd").strip()
    bare = bare.replace(".", "").replace(",", "").replace(" ", "")
    if not (bare.isascii() and bare.isdecimal() and len(bare) <= 10):
        return read_amount(text)
    price = int(bare)
    return price if price <= HIGHEST_PRICE else None
