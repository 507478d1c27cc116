"""The buttons of who proves that the phone of their request is theirs."""

import uuid

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.foundation.errors import Invalid, NotAllowed, NotSignedIn, Unavailable, WrongState
from connect.foundation.networks import network_of
from connect.foundation.web import limiter
from connect.help_requests import proving
from connect.help_requests.access import Action, allowed
from connect.help_requests.viewer import View, view_of

LONGEST_CODE = 12
bp = Blueprint("proving", __name__)


@bp.post("/requests/<uuid:request_id>/phone-code")
def ask_code(request_id: uuid.UUID) -> Response:
    """Sends six digits to the phone of the request."""
    view = _may(request_id)
    try:
        proving.ask_code(request_id, view.standings, network_of(request.remote_addr))
        flash(_("The code is on its way. It can take a minute, and is good for ten."), "done")
    except (Unavailable, WrongState) as error:
        flash(_(error.title), "error")
    except Invalid as invalid:
        flash(next(iter(invalid.errors.values()))[0], "error")
    return _back(request_id)


@bp.post("/requests/<uuid:request_id>/prove")
@limiter.limit("30/hour")
def prove(request_id: uuid.UUID) -> Response:
    """The six digits, or nothing by who is signed in with this phone."""
    view = _may(request_id)
    code = "".join(request.form.get("code", "")[:LONGEST_CODE].split())
    try:
        proving.prove(request_id, code, view.account, view.standings)
        flash(_("Thank you. Your number is proved, and everybody sees your request."), "done")
    except WrongState as error:
        flash(_(error.title), "error")
    except Invalid as invalid:
        flash(next(iter(invalid.errors.values()))[0], "error")
    return _back(request_id)


def _may(request_id: uuid.UUID) -> View:
    view = view_of(request_id)
    if not allowed(Action.PROVE, view.standings):
        raise NotAllowed if view.account else NotSignedIn
    return view


def _back(request_id: uuid.UUID) -> Response:
    return redirect(url_for("help_requests.see", request_id=request_id), 303)
