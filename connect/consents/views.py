"""What somebody has agreed to and who was shown what is theirs; taking back; taking it along."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import signed_in_account
from connect.consents import looks, presenting, taking_back
from connect.consents.models import Purpose
from connect.foundation.errors import NotFound

bp = Blueprint("consents", __name__)


@bp.get("/account/consents")
def agreed() -> str:
    """What I have agreed to, when, by which way; to be taken back here."""
    account_id = signed_in_account().id
    return render_template(
        "consents/consents.html",
        agreed=presenting.agreed_by(account_id),
        things=looks.things_of(account_id),
    )


@bp.get("/account/seen")
def seen() -> str:
    """Who was shown my name, number and door, for all that is mine."""
    return render_template("consents/seen.html", seen=looks.register_of(signed_in_account().id))


@bp.post("/account/consents/take-back")
def take_back() -> Response:
    """Takes back what I have said as an account."""
    signed_in_account()
    _take_back(None)
    return redirect(url_for(".agreed"), 303)


@bp.post("/requests/<uuid:request_id>/consents")
def take_back_for(request_id: uuid.UUID) -> Response:
    """Takes back what was said for one request: by account, or by its link alone."""
    _take_back(request_id)
    if "back" in request.form:
        return redirect(url_for(".agreed"), 303)
    return redirect(url_for("help_requests.see", request_id=request_id), 303)


def _take_back(request_id: uuid.UUID | None) -> None:
    try:
        purpose = Purpose(request.form.get("purpose", ""))
    except ValueError:
        raise NotFound from None
    taking_back.take_back(purpose, request_id)
    flash(_("It is taken back, from now on."), "done")
