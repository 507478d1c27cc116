"""The page on which a shopkeeper says under which organisation their shop stands."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import Account, signed_in_account
from connect.foundation.errors import NotAllowed, NotFound, WrongState
from connect.foundation.web import limiter
from connect.responders import membership, organisations, owned, queries
from connect.responders.forms import OrganisationForm
from connect.responders.models import Kind, Responder

bp = Blueprint("organisations", __name__, url_prefix="/responders/<uuid:responder_id>/organisation")


@bp.route("", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"])
def see(responder_id: uuid.UUID) -> Response | tuple[str, int]:
    """Under which organisation a shop stands; its owner chooses one, or begins one."""
    account = signed_in_account()
    shop = _own(account, responder_id)
    known = owned.organisations_acted_for(account.id)
    form = OrganisationForm(name="" if known else shop.name)
    form.offer(known)
    if form.validate_on_submit():
        chosen = form.chosen
        if chosen is None:
            return _do(lambda: organisations.begin(account, shop.id, form.name.data or "").id, shop)
        return _do(lambda: organisations.put_under(account, shop.id, chosen).organisation_id, shop)
    page = render_template(
        "responders/organisation.html",
        form=form,
        shop=shop,
        organisation=shop.organisation,
        owns=shop.owner_id == account.id,
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/take-out")
def take_out(responder_id: uuid.UUID) -> Response:
    """The shop stands alone again."""
    account = signed_in_account()
    left = organisations.take_out(account, responder_id)
    flash(_("The shop stands alone again."), "done")
    stays = left is not None and membership.acts_for(left, account.id)
    return redirect(f"/organisations/{left}" if stays else f"/suppliers/{responder_id}", 303)


def _own(account: Account, responder_id: uuid.UUID) -> Responder:
    """A shop that one may put under an organisation or take out of it."""
    shop = queries.responder_by_id(responder_id)
    if shop is None or shop.kind != Kind.SUPPLIER:
        raise NotFound
    if account.id not in organisations.who_may_move(shop):
        raise NotAllowed
    return shop


def _do(act: Callable[[], uuid.UUID | None], shop: Responder) -> Response:
    try:
        organisation_id = act()
    except WrongState as error:
        flash(_(error.title), "error")
        return redirect(f"/responders/{shop.id}/organisation", 303)
    flash(_("Done. Everybody sees now that they belong together."), "done")
    return redirect(f"/organisations/{organisation_id}", 303)
