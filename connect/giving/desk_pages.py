"""The desk of the pictures of gifts: what waits for a coordinator to look at it."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import coordinator, current_account
from connect.foundation.errors import Invalid, NotFound
from connect.geo import area_names
from connect.giving import presenting, queries, reading, words
from connect.giving.listing import card_of_photo
from connect.giving.states import Unfit

WAITING_SHOWN = 50
bp = Blueprint("giving_desk", __name__, url_prefix="/desk/gift-pictures")


@bp.get("")
def desk() -> str:
    """The oldest first."""
    account = coordinator()
    waiting = queries.photos_to_look_at(account, WAITING_SHOWN)
    return render_template(
        "giving/desk.html",
        area=area_names(account.desk_areas),
        waiting=[
            (gift, presenting.shown(gift.card), card_of_photo(photo)) for gift, photo in waiting
        ],
        more=queries.count_photos_to_look_at(account) - len(waiting),
        unfit=[(one.value, text) for one, text in words.UNFIT.items()],
    )


@bp.post("/<uuid:photo_id>/show")
def show(photo_id: uuid.UUID) -> Response:
    """Everybody sees it."""
    account = coordinator()
    return _decided(lambda: reading.show(photo_id, account), _("Everybody sees it now."))


@bp.post("/<uuid:photo_id>/refuse")
def refuse(photo_id: uuid.UUID) -> Response:
    """Nobody sees it; the giver is told why."""
    account, unfit = coordinator(), _unfit()
    done = _("It is not shown. Who gives is told why, and the gift stays on the list.")
    return _decided(lambda: reading.refuse(photo_id, unfit, account), done)


def pictures_to_read() -> int:
    """How many pictures wait for the coordinator who is looking; none for anybody else."""
    account = current_account()
    return queries.count_photos_to_look_at(account) if account and account.has_desk else 0


def _decided(decide: Callable[[], None], done: str) -> Response:
    try:
        decide()
    except NotFound:
        flash(_("It was taken back, or somebody else has decided already."), "error")
    else:
        flash(done, "done")
    return redirect(url_for(".desk"), 303)


def _unfit() -> Unfit:
    try:
        return Unfit(request.form.get("unfit", ""))
    except ValueError:
        raise Invalid({"unfit": [_("Say why it is not shown.")]}) from None
