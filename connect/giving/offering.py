"""The pages of who gives: offering something, changing what is said of it, and its picture."""

import uuid
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from connect.accounts import Account, signed_in_account
from connect.foundation.errors import Invalid, NotFound, WrongState
from connect.foundation.web import limiter, was_made
from connect.giving import queries, service
from connect.giving.access import looks_at
from connect.giving.forms import GiftForm
from connect.giving.listing import card_of_photo
from connect.giving.models import Gift
from connect.giving.service import GiftDetails
from connect.goods import CATALOGUE

# Another picture has another address, and one that was taken away is gone from caches, too.
PHOTO_KEPT_S = 3600
bp = Blueprint("giving_offering", __name__)


@bp.route("/giving/new", methods=["GET", "POST"])
@limiter.limit("30/hour", methods=["POST"], deduct_when=was_made)
def new() -> AnyResponse | tuple[str, int]:
    """One thing, on one page."""
    account, form = signed_in_account(), GiftForm()
    gift = _kept(form, account, None) if form.is_submitted() else None
    if gift is None:
        return _form_page(form, None)
    flash(_("Thank you! Your gift is on the list."), "done")
    return redirect(url_for("giving.gift", gift_id=gift.id), 303)


@bp.route("/giving/<uuid:gift_id>/edit", methods=["GET", "POST"])
@limiter.limit("120/hour", methods=["POST"])
def edit(gift_id: uuid.UUID) -> AnyResponse | tuple[str, int]:
    """All of it, while nothing is kept for anybody; a place is asked for only to move it."""
    account = signed_in_account()
    gift = service.own_gift(gift_id, account)
    form = GiftForm(gift)
    if form.is_submitted():
        if _kept(form, account, gift) is None:
            return _form_page(form, gift)
        flash(_("Your changes are saved."), "done")
    else:
        try:
            service.check_unheld(gift)
            return _form_page(form, gift)
        except WrongState as error:
            flash(_(error.title), "error")
    return redirect(url_for("giving.gift", gift_id=gift_id), 303)


@bp.get("/giving/photos/<uuid:photo_id>")
def photo(photo_id: uuid.UUID) -> Response:
    """The picture of a gift that is there."""
    return _jpeg(photo_id, "jpeg")


@bp.get("/giving/photos/<uuid:photo_id>/small")
def small_photo(photo_id: uuid.UUID) -> Response:
    """The same as a small square."""
    return _jpeg(photo_id, "small")


def _jpeg(photo_id: uuid.UUID, size: str) -> Response:
    found = queries.photo_by_id(photo_id)
    if found is None or (found.waiting and not looks_at(found)):
        raise NotFound
    answer = Response(getattr(found, size), mimetype="image/jpeg")
    kept = "private, no-store" if found.waiting else f"public, max-age={PHOTO_KEPT_S}"
    answer.headers["Cache-Control"] = kept
    return answer


def _form_page(form: GiftForm, gift: Gift | None) -> tuple[str, int]:
    if form.photo.data and not form.photo.errors:
        # No browser fills a file in again.
        form.add_errors({"photo": [_("Please choose the picture again.")]})
    waiting = queries.waiting_photo(gift.id) if gift else None
    page = render_template(
        "giving/form.html",
        form=form,
        gift=gift,
        unseen=card_of_photo(waiting) if waiting else None,
        goods=CATALOGUE.values(),
    )
    return page, 422 if form.is_submitted() else 200


def _kept(form: GiftForm, account: Account, gift: Gift | None) -> Gift | None:
    """Offers or changes it; None leaves its reasons in the form."""
    valid, settings = form.validate(), current_app.config["CONNECT"]
    said: dict[str, Any] = dict(form.details) if valid else {}
    if gift is None or form.says_where:
        said["where"] = form.find_place(settings)
        if said["where"] is None:
            return None
        form.settle(said["where"])
    # The picture comes last: it is the most work.
    if not valid or not form.photo.read():
        return None
    if form.photo.picture or (gift is not None and form.no_photo.data):
        said["picture"] = form.photo.picture
    try:
        if gift is None:
            return service.offer(GiftDetails(**said), account, settings)
        return service.change(gift.id, account, said, settings)
    except Invalid as invalid:
        form.add_errors({_field_of(name): texts for name, texts in invalid.errors.items()})
    except WrongState as error:
        form.add_errors({"": [_(error.title)]})
    return None


def _field_of(name: str) -> str:
    return "much" if name == "amount" else name
