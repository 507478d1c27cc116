"""The pages of "something is wrong with this shop"."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, ValidationError

from connect.accounts import coordinator, reporter
from connect.foundation.amount_field import AmountField
from connect.foundation.errors import WrongState
from connect.foundation.forms import Form, LineField, given, options
from connect.foundation.web import limiter, was_made
from connect.responders import stays_of
from connect.suppliers import claims, reports
from connect.suppliers.models import LONGEST_GOOD, LONGEST_REPORT, Trouble
from connect.suppliers.prices import good_of
from connect.suppliers.reports import Seen

TROUBLES = {
    Trouble.GONE: _l("It has closed for good"),
    Trouble.PLACE: _l("It is not at this place"),
    Trouble.HOURS: _l("The hours are wrong"),
    Trouble.PRICE: _l("They ask far too much"),
    Trouble.OTHER: _l("For another reason"),
}
bp = Blueprint("reports", __name__)


class ReportForm(Form):
    """What is wrong, and a line about it; of a price which good it is, and what they ask."""

    trouble = RadioField(
        _l("What is wrong?"),
        choices=options(TROUBLES.items()),
        validators=[given(_l("Choose what is wrong."))],
    )
    good = LineField(_l("Which good is too dear?"), most=LONGEST_GOOD)
    price = AmountField(_l("What do they ask for it? (đ)"))
    words = LineField(_l("What else should we know?"), most=LONGEST_REPORT)

    @property
    def seen(self) -> Seen | None:
        """Which good costs what; None for any other trouble."""
        name = self.good.data or ""
        if self.trouble.data != Trouble.PRICE or self.price.dong is None:
            return None
        return Seen(good_of(name), name, self.price.dong)

    def validate_good(self, field: LineField) -> None:
        """Raises `ValidationError` where a price is wrong and nobody says of what."""
        if self.trouble.data == Trouble.PRICE and not good_of(field.data or ""):
            raise ValidationError(_("Say which good it is."))

    def validate_price(self, field: AmountField) -> None:
        """Raises `ValidationError` where a price is wrong and nobody says which."""
        if self.trouble.data == Trouble.PRICE and not field.data:
            raise ValidationError(_("Say what they ask for it."))


@bp.route("/suppliers/<uuid:shop_id>/wrong", methods=["GET", "POST"])
@limiter.limit("10/day", methods=["POST"], deduct_when=was_made)
def report(shop_id: uuid.UUID) -> Response | tuple[str, int]:
    """Says what is wrong with a shop."""
    stays = stays_of(shop_id)
    if stays is not None:
        return redirect(url_for(".report", shop_id=stays), 301)
    shop, form = claims.shop(shop_id), ReportForm()
    if not form.validate_on_submit():
        page = render_template("suppliers/report.html", shop=shop, form=form)
        return page, 422 if form.is_submitted() else 200
    trouble, words = Trouble(form.trouble.data), form.words.data or ""
    reports.report(shop.id, trouble, words, reporter(), form.seen)
    flash(_("Thank you. A coordinator of the area looks into it."), "done")
    return redirect(url_for("suppliers.shop", shop_id=shop.id), 303)


@bp.post("/desk/entries/reports/<uuid:shop_id>/settle")
def settle(shop_id: uuid.UUID) -> Response:
    """A coordinator has seen to it, or with `gone` takes the shop out."""
    gone = "gone" in request.form
    try:
        reports.settle(coordinator(), shop_id, gone=gone)
    except WrongState as error:
        flash(_(error.title), "error")
    else:
        flash(_("The shop is taken out.") if gone else _("It is off the list."), "done")
    return redirect(url_for("entries_desk.desk"), 303)
