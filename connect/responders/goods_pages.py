"""The shopkeeper's page: what there is, told in one tap."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import Account, signed_in_account
from connect.foundation.clock import utcnow
from connect.foundation.errors import Invalid, NotAllowed, NotFound
from connect.goods import CATALOGUE
from connect.responders import membership, queries, stock
from connect.responders.forms import NewGoodForm
from connect.responders.freshness import Freshness, freshness_of
from connect.responders.models import Responder, Stock

bp = Blueprint("stock", __name__, url_prefix="/responders/<uuid:responder_id>/goods")


def states() -> dict[str, str]:
    """The states of a stock in words, in their order."""
    return {
        Stock.IN.value: _("In stock"),
        Stock.LOW.value: _("Running low"),
        Stock.OUT.value: _("Sold out"),
    }


@bp.route("", methods=["GET", "POST"])
def see(responder_id: uuid.UUID) -> Response | tuple[str, int]:
    """What a responder has, for who acts for it; one more good."""
    account = signed_in_account()
    responder, now = _acted_for(account, responder_id), utcnow()
    form = NewGoodForm()
    if form.validate_on_submit() and _adds(form, account, responder_id):
        return redirect(url_for(".see", responder_id=responder_id), 303)
    goods = [(good, freshness_of(good.told_at, now)) for good in responder.goods]
    page = render_template(
        "responders/goods.html",
        form=form,
        responder=responder,
        goods=goods,
        any_old=any(age != Freshness.FRESH for _good, age in goods),
        states=states(),
        known=[entry.name for entry in CATALOGUE.values()],
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/<int:good_id>/stock")
def tell(responder_id: uuid.UUID, good_id: int) -> Response:
    """How much there is of one good."""
    account, said = signed_in_account(), states()
    told = request.form.get("stock", "")
    if told not in said:
        raise Invalid({"stock": [_("Not a valid choice.")]})
    good = stock.tell_stock(account, responder_id, good_id, Stock(told))
    flash(f"{good.name}: {said[told]}", "done")
    return redirect(url_for(".see", responder_id=responder_id, _anchor=f"good-{good_id}"), 303)


@bp.post("/still-so")
def still_so(responder_id: uuid.UUID) -> Response:
    """All of it is as it was told."""
    stock.still_so(signed_in_account(), responder_id)
    flash(_("Thank you! Everybody sees that it is still so."), "done")
    return redirect(url_for(".see", responder_id=responder_id), 303)


def _acted_for(account: Account, responder_id: uuid.UUID) -> Responder:
    responder = queries.responder_by_id(responder_id)
    if responder is None:
        raise NotFound
    if not membership.tells_stock(responder, account.id):
        raise NotAllowed
    return responder


def _adds(form: NewGoodForm, account: Account, responder_id: uuid.UUID) -> bool:
    """Adds the good; False leaves the reasons in the form."""
    try:
        good = stock.add_good(account, responder_id, form.details)
    except Invalid as invalid:
        form.add_errors(invalid.errors)
        return False
    flash(f"{good.name}: {states()[good.stock]}", "done")
    return True
