"""What may come in by the pages."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from connect.foundation.amount_field import AmountField
from connect.foundation.forms import Form, LineField, LinesField, RowForm, RowsField
from connect.foundation.i18n import language, written
from connect.foundation.photo_field import PhotoField
from connect.foundation.text import clean_line
from connect.shopping.models import (
    LONGEST_GOODS,
    LONGEST_NOTES,
    LONGEST_QUANTITY,
    MOST_LINES,
    ShoppingLine,
    ShoppingList,
)
from connect.shopping.service import LineDetails, ListDetails
from connect.shopping.states import Outcome
from connect.shopping.trips import TripDetails
from connect.shopping.words import goods_name

ROWS, MORE_ROWS = 4, 4


class LineForm(RowForm):
    """One thing to buy; a row without goods is an empty row."""

    goods = LineField(_l("What?"), most=LONGEST_GOODS)
    quantity = LineField(_l("How much?"), most=LONGEST_QUANTITY)
    most_price = AmountField(_l("At most (đ)"))


class ListForm(Form):
    """A shopping list. With `more` the page only comes again with more rows."""

    lines = RowsField(LineForm, most=MOST_LINES)
    budget = AmountField(_l("How much may it cost together? (đ)"))
    similar = BooleanField(_l("Something similar is fine, too"))
    notes = LinesField(_l("What else should they know?"), most=LONGEST_NOTES)

    def fill(self, kept: ShoppingList | None) -> None:
        """Puts in what was written before, and adds empty rows."""
        if not self.is_submitted():
            self.process(data=_values_of(kept))
        wanted = min(MOST_LINES, max(ROWS, len(self.lines) + (MORE_ROWS if self.wants_more else 1)))
        while len(self.lines) < wanted and (self.wants_more or not self.is_submitted()):
            self.lines.append_entry()

    @property
    def wants_more(self) -> bool:
        """Whether only more rows are asked for."""
        return "more" in request.form

    def read(self) -> bool:
        """Whether it can be kept; why it cannot stands in the form."""
        valid: bool = self.validate()
        if not any(row.form.goods.data for row in self.lines):
            self.add_errors({"": [_("Write what is to be bought: one thing a line.")]})
            return False
        return valid

    @property
    def details(self) -> ListDetails:
        """What the use case wants to know."""
        return ListDetails(
            lines=[
                LineDetails(
                    goods=row.form.goods.data,
                    quantity=row.form.quantity.data or "",
                    most_price=row.form.most_price.dong,
                )
                for row in self.lines
                if row.form.goods.data
            ],
            budget=self.budget.dong,
            similar=bool(self.similar.data),
            notes=self.notes.data or "",
        )


class TripForm(Form):
    """What a helper says of the shopping. The lines are read from their own names."""

    cost = AmountField(_l("What does it cost together? (đ)"))
    photo = PhotoField(_l("Photo of the receipt"))

    def read(self) -> bool:
        """Whether it can be kept: then its picture is ready. Why it cannot stands in the form."""
        return bool(self.validate()) and bool(self.photo.read())

    def details(self, lines: Iterable[ShoppingLine]) -> TripDetails:
        """What the use case wants to know; of `lines` only, whatever else was sent."""
        return TripDetails(
            outcomes=outcomes_in(request.form, lines),
            cost=self.cost.dong,
            costs=self.cost.name in request.form,
        )


def outcomes_in(
    form: Mapping[str, str], lines: Iterable[ShoppingLine]
) -> dict[uuid.UUID, tuple[Outcome | None, str]]:
    """What came of each line, by what is ticked and typed beside it."""
    found: dict[uuid.UUID, tuple[Outcome | None, str]] = {}
    for line in lines:
        instead = clean_line(form.get(f"instead-{line.id}", ""))[:LONGEST_GOODS]
        if instead:
            found[line.id] = Outcome.INSTEAD, instead
        elif f"missing-{line.id}" in form:
            found[line.id] = Outcome.MISSING, ""
        else:
            found[line.id] = (Outcome.GOT if f"got-{line.id}" in form else None), ""
    return found


def typed(amount: int | None) -> str:
    """An amount as it stands in a field."""
    return written(amount, 0, language()) if amount else ""


def _values_of(kept: ShoppingList | None) -> dict[str, Any]:
    if kept is None:
        return {"similar": True}
    return {
        "lines": [
            {
                "goods": goods_name(line.code, line.goods),
                "quantity": line.quantity,
                "most_price": typed(line.most_price),
            }
            for line in kept.lines
        ],
        "budget": typed(kept.budget),
        "similar": kept.similar,
        "notes": kept.notes,
    }
