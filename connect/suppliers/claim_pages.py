"""The pages of who says "this is my shop": by a code to its phone, or through a coordinator."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import Account, signed_in_account
from connect.foundation.errors import ConnectError, Invalid, Unavailable, WrongState
from connect.foundation.web import limiter
from connect.responders import Responder, stays_of
from connect.suppliers import claims, entries
from connect.suppliers.claim_forms import AskForm, ClaimCodeForm
from connect.suppliers.claim_limits import send_code

bp = Blueprint("claims", __name__)


@bp.get("/suppliers/<uuid:shop_id>/claim")
def see(shop_id: uuid.UUID) -> Response | tuple[str, int]:
    """How one comes to look after this shop."""
    account = signed_in_account()
    stays = stays_of(shop_id)
    if stays is not None:
        return redirect(url_for(".see", shop_id=stays), 301)
    return _page(account, claims.shop(shop_id))


@bp.post("/suppliers/<uuid:shop_id>/claim/code")
def ask_code(shop_id: uuid.UUID) -> Response:
    """Sends six digits to the listed phone."""
    try:
        send_code(signed_in_account(), shop_id)
    except (WrongState, Unavailable) as error:
        return _back(shop_id, error)
    flash(_("The code is on its way to the shop's phone."), "done")
    return redirect(url_for(".see", shop_id=shop_id), 303)


@bp.post("/suppliers/<uuid:shop_id>/claim/prove")
@limiter.limit("30/hour")
def prove(shop_id: uuid.UUID) -> Response | tuple[str, int]:
    """The code proves that one answers the shop's phone."""
    account, form = signed_in_account(), ClaimCodeForm()
    if form.validate_on_submit():
        try:
            return _is_theirs(claims.prove(account, shop_id, form.digits))
        except Invalid as invalid:
            form.add_errors(invalid.errors)
        except WrongState as error:
            return _back(shop_id, error)
    return _page(account, claims.shop(shop_id), code_form=form)


@bp.post("/suppliers/<uuid:shop_id>/claim/phone")
def take(shop_id: uuid.UUID) -> Response:
    """The listed phone is one's own, proved when one signed up."""
    try:
        return _is_theirs(claims.take_by_own_phone(signed_in_account(), shop_id))
    except WrongState as error:
        return _back(shop_id, error)


@bp.post("/suppliers/<uuid:shop_id>/claim/ask")
@limiter.limit("20/hour")
def ask(shop_id: uuid.UUID) -> Response | tuple[str, int]:
    """Asks the coordinators of the place."""
    account, form = signed_in_account(), AskForm()
    if not form.validate_on_submit():
        return _page(account, claims.shop(shop_id), ask_form=form)
    try:
        entries.ask(account, shop_id, form.words.data or "")
    except ConnectError as error:
        if not isinstance(error, WrongState) and error.status != 429:
            raise
        return _back(shop_id, error)
    flash(_("A coordinator reads it. The answer comes to your inbox."), "done")
    return redirect(url_for(".see", shop_id=shop_id), 303)


@bp.post("/suppliers/<uuid:shop_id>/claim/take-back")
def take_back(shop_id: uuid.UUID) -> Response:
    """Does not ask any more."""
    entries.take_back(signed_in_account(), shop_id)
    flash(_("You do not ask for this shop any more."), "done")
    return redirect(url_for(".see", shop_id=shop_id), 303)


def _is_theirs(entry: Responder) -> Response:
    flash(_("You now look after %(name)s.", name=entry.name), "done")
    return redirect(url_for("responders.edit", responder_id=entry.id), 303)


def _back(shop_id: uuid.UUID, error: ConnectError) -> Response:
    flash(_(error.title), "error")
    return redirect(url_for(".see", shop_id=shop_id), 303)


def _page(
    account: Account,
    entry: Responder,
    code_form: ClaimCodeForm | None = None,
    ask_form: AskForm | None = None,
) -> tuple[str, int]:
    waiting = entries.waiting_claim(account, entry.id)
    page = render_template(
        "suppliers/claim.html",
        shop=entry,
        way=claims.way_for(account, entry),
        phone_end=entry.phone[-3:] if entry.phone else "",
        code_sent=code_form is not None or claims.waits_for_code(account, entry.id),
        code_form=code_form or ClaimCodeForm(formdata=None),
        ask_form=ask_form or AskForm(formdata=None, words=waiting.words if waiting else ""),
        waiting=waiting,
    )
    return page, 422 if request.method == "POST" else 200
