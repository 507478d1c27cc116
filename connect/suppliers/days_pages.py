"""The page of a shop's days with other hours: Tết, a funeral, an order of the ward."""

import uuid
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import ValidationError

from connect import responders
from connect.accounts import Account, signed_in_account
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.errors import NotAllowed, NotFound
from connect.foundation.forms import Form, LineField, given
from connect.responders import OtherDays, Responder, day_hours, spans_of
from connect.suppliers import claims
from connect.suppliers.day_field import DayField

FARTHEST_DAYS = 366
bp = Blueprint("other_days", __name__)


class DaysForm(Form):
    """From when to when, which hours, and why."""

    first = DayField(_l("From"), validators=[given(_l("Choose the day."))])
    last = DayField(_l("To"))
    hours = LineField(_l("Hours on these days"), most=80)
    reason = LineField(_l("Why?"), most=60)

    def validate_hours(self, field: LineField) -> None:
        """Raises `ValidationError` for hours that cannot be read."""
        if field.data and spans_of(field.data) is None:
            raise ValidationError(_("These hours cannot be read. Write them like 7:00-21:00."))

    def days(self, today: date) -> OtherDays | None:
        """What is told; None where the days cannot be meant, with the reason in the form."""
        first = self.first.day or today
        last = self.last.day or first
        if last < first or last < today:
            self.add_errors({"last": [_("The last day is before the first, or over.")]})
        elif (last - today).days > FARTHEST_DAYS:
            self.add_errors({"last": [_("Tell at most a year ahead.")]})
        else:
            spans = spans_of(self.hours.data) if self.hours.data else ()
            first = max(first, today)
            return OtherDays(first, last, day_hours(spans or ()), self.reason.data or "")
        return None


@bp.route("/suppliers/<uuid:shop_id>/days", methods=["GET", "POST"])
def see(shop_id: uuid.UUID) -> Response | tuple[str, int]:
    """The days that have other hours, and a form for more."""
    account, shop = _own(shop_id)
    form, today = DaysForm(), _today()
    usual, other = responders.parted(shop.opening_hours)
    if form.validate_on_submit():
        days = form.days(today)
        # What is told again of the same days takes the place of what was told before.
        kept = [one for one in other if days and one[:2] != days[:2]]
        hours = responders.hours_with(usual, [*kept, days], today) if days else ""
        if days and (len(kept) >= responders.MOST_OTHER_DAYS or len(hours) > 500):
            form.add_errors({"first": [_("These are too many. Take some out first.")]})
        elif days:
            responders.change(account, shop_id, {"opening_hours": hours})
            return _back(shop_id, _("Saved. Everybody sees it now."))
    page = render_template(
        "suppliers/days.html",
        shop=shop,
        usual=usual,
        other=other,
        form=form,
        today=today,
        hours_in_words=responders.hours_in_words,
        days_in_words=responders.days_in_words,
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/suppliers/<uuid:shop_id>/days/remove")
def remove(shop_id: uuid.UUID) -> Response:
    """Takes some days out: the usual hours hold again."""
    account, shop = _own(shop_id)
    usual, other = responders.parted(shop.opening_hours)
    left = [days for days in other if str(days) != request.form.get("days")]
    hours = responders.hours_with(usual, left, _today())
    responders.change(account, shop_id, {"opening_hours": hours})
    return _back(shop_id, _("Taken out. The usual hours hold again."))


def _own(shop_id: uuid.UUID) -> tuple[Account, Responder]:
    account, shop = signed_in_account(), claims.shop(shop_id)
    if not responders.looks_after(shop, account.id):
        raise NotAllowed
    if not shop.opening_hours:
        raise NotFound
    return account, shop


def _today() -> date:
    return utcnow().astimezone(HOME_ZONE).date()


def _back(shop_id: uuid.UUID, said: str) -> Response:
    flash(said, "done")
    return redirect(url_for(".see", shop_id=shop_id), 303)
