"""The page on which those of an organisation say what all their shops have."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from connect.accounts import Account, signed_in_account
from connect.foundation.clock import utcnow
from connect.foundation.errors import Invalid, NotFound
from connect.foundation.text import clean_line
from connect.goods import CATALOGUE
from connect.responders import branch_stock, branches
from connect.responders.forms import NewGoodForm
from connect.responders.goods_pages import states
from connect.responders.models import Stock
from connect.responders.stock import name_key

PAGE = 40
bp = Blueprint("branch_stock", __name__, url_prefix="/organisations/<uuid:organisation_id>/goods")


@bp.route("", methods=["GET", "POST"])
def see(organisation_id: uuid.UUID) -> Response | tuple[str, int]:
    """What all shops of an organisation have, the stalest first; one more good for all."""
    account = signed_in_account()
    organisation = branches.organisation_acted_for(account, organisation_id)
    form = NewGoodForm()
    if form.validate_on_submit() and _adds(form, account, organisation_id):
        return redirect(url_for(".see", organisation_id=organisation_id), 303)
    goods = branch_stock.shared_goods(organisation_id, utcnow())
    chosen = name_key(request.args.get("good", ""))
    after = request.args.get("after", 0, type=int)
    after = after if 0 <= after < len(goods) else 0
    page = render_template(
        "responders/branch_stock.html",
        form=form,
        organisation=organisation,
        shops=branches.count_branches(organisation_id),
        chosen=next((one for one in goods if name_key(one.name) == chosen), None),
        goods=goods[after : after + PAGE],
        more=after + PAGE if len(goods) > after + PAGE else None,
        any_old=any(one.age != "fresh" for one in goods),
        states=states(),
        known=[entry.name for entry in CATALOGUE.values()],
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/stock")
def tell(organisation_id: uuid.UUID) -> Response:
    """How much there is of one good: in all shops that have it, or in one."""
    account, said = signed_in_account(), states()
    name, told = clean_line(request.form.get("good", "")), request.form.get("stock", "")
    if told not in said:
        raise Invalid({"stock": [_("Not a valid choice.")]})
    only = _id_of(request.form.get("shop", ""))
    count = branch_stock.tell_all(
        account, organisation_id, [branch_stock.Said(name, Stock(told), only)]
    )
    flash(f"{name}: {said[told]} · {_in_shops(count)}", "done")
    back = url_for(".see", organisation_id=organisation_id, good=name if only else None)
    return redirect(back, 303)


@bp.post("/still-so")
def still_so(organisation_id: uuid.UUID) -> Response:
    """All of it is as it was told, in all shops."""
    branch_stock.all_still_so(signed_in_account(), organisation_id)
    flash(_("Thank you! Everybody sees that it is still so."), "done")
    return redirect(url_for(".see", organisation_id=organisation_id), 303)


def _id_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise NotFound from None


def _in_shops(count: int) -> str:
    return str(ngettext("%(num)d shop", "%(num)d shops", count))


def _adds(form: NewGoodForm, account: Account, organisation_id: uuid.UUID) -> bool:
    """Adds the good; False leaves the reasons in the form."""
    try:
        count = branch_stock.add_to_all(account, organisation_id, form.details)
    except Invalid as invalid:
        form.add_errors(invalid.errors)
        return False
    flash(f"{form.name.data}: {states()[form.stock.data]} · {_in_shops(count)}", "done")
    return True
