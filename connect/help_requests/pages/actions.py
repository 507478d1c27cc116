"""What people do with a request, by the buttons of its page: one POST each, then back to it."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import signed_in_account
from connect.foundation.errors import Invalid, NotAllowed, NotSignedIn, TooOften, WrongState
from connect.foundation.rest import json_answer
from connect.foundation.text import clean_line
from connect.help_requests import (
    assignments,
    at_the_door,
    check_ins,
    colleagues,
    erasure,
    service,
    words,
)
from connect.help_requests.access import Action, allowed
from connect.help_requests.lifecycle import CloseReason, Status
from connect.help_requests.viewer import View, view_of

LONGEST_REASON = 200
bp = Blueprint("request_actions", __name__)


@bp.get("/requests/<uuid:request_id>/export")
def export(request_id: uuid.UUID) -> Response:
    """Takes along all that is held of whoever asked, as a file: by account, or by the link."""
    view = _may(Action.ERASE, request_id)
    answer = json_answer(erasure.take_request_away(view))
    answer.headers["Content-Disposition"] = f'attachment; filename="connect-{request_id}.json"'
    return answer


@bp.post("/requests/<uuid:request_id>/claim")
def claim(request_id: uuid.UUID) -> Response:
    """Takes the request, for whoever is signed in; a stranger signs in first and comes back."""
    view = view_of(request_id)
    account = view.account
    if account is None:
        page = url_for("help_requests.see", request_id=request_id)
        return redirect(url_for("accounts.sign_in", next=page), 303)
    return _do(
        request_id,
        Action.CLAIM,
        lambda: assignments.claim(request_id, account, view.standings, _goes_for()),
    )


@bp.post("/requests/<uuid:request_id>/take-over")
def take_over(request_id: uuid.UUID) -> Response:
    """Goes instead of a colleague."""
    view, account = _may(Action.TAKE_OVER, request_id), signed_in_account()
    return _do(
        request_id,
        Action.TAKE_OVER,
        lambda: colleagues.take_over(request_id, account, view.standings),
    )


@bp.post("/requests/<uuid:request_id>/on-the-way")
def set_out(request_id: uuid.UUID) -> Response:
    """Says that one is on the way, or still is."""
    view, account = _may(Action.SET_OUT, request_id), signed_in_account()
    return _do(
        request_id,
        Action.SET_OUT,
        lambda: assignments.set_out(request_id, account, view.standings),
    )


@bp.post("/requests/<uuid:request_id>/release")
def release(request_id: uuid.UUID) -> Response:
    """Hands it back."""
    view, account = _may(Action.RELEASE, request_id), signed_in_account()
    reason = clean_line(request.form.get("reason", "")[:LONGEST_REASON])
    return _do(
        request_id,
        Action.RELEASE,
        lambda: assignments.release(request_id, account, view.standings, reason),
    )


@bp.post("/requests/<uuid:request_id>/deliver")
def deliver(request_id: uuid.UUID) -> Response:
    """Says that all has arrived, or with `part` only the ticked `items`."""
    view, account = _may(Action.DELIVER, request_id), signed_in_account()
    return _do(
        request_id,
        Action.DELIVER,
        lambda: assignments.deliver(request_id, account, view.standings, _ticked()),
    )


@bp.post("/requests/<uuid:request_id>/arrival-code")
def ask_for_code(request_id: uuid.UUID) -> Response:
    """Whoever comes says a code at the door."""
    view = _may(Action.ASK_CODE, request_id)
    return _do(
        request_id,
        Action.ASK_CODE,
        lambda: at_the_door.ask_for_code(request_id, view.account, view.standings),
    )


@bp.post("/requests/<uuid:request_id>/still-needed")
def still_needed(request_id: uuid.UUID) -> Response:
    """Says that help is still needed."""
    view = _may(Action.KEEP, request_id)
    return _do(
        request_id,
        Action.KEEP,
        lambda: check_ins.still_needed(request_id, view.account, view.standings),
    )


@bp.post("/requests/<uuid:request_id>/confirm")
def confirm(request_id: uuid.UUID) -> Response:
    """Says that it has arrived."""
    view = _may(Action.CONFIRM, request_id)
    return _do(
        request_id,
        Action.CONFIRM,
        lambda: service.confirm(request_id, view.account, view.standings),
    )


@bp.post("/requests/<uuid:request_id>/reopen")
def reopen(request_id: uuid.UUID) -> Response:
    """Nothing came after all, or it was closed too early."""
    view = _may(Action.REOPEN, request_id)
    return _do(
        request_id, Action.REOPEN, lambda: service.reopen(request_id, view.account, view.standings)
    )


@bp.post("/requests/<uuid:request_id>/close")
def close(request_id: uuid.UUID) -> Response:
    """Ends it, with a reason."""
    view = _may(Action.CLOSE, request_id)
    return _do(
        request_id,
        Action.CLOSE,
        lambda: service.close(request_id, _reason(), view.account, view.standings),
    )


@bp.post("/requests/<uuid:request_id>/erase")
def erase(request_id: uuid.UUID) -> Response:
    """Takes out whoever asked and what they wrote, for good."""
    view = view_of(request_id)
    if view.request.erased_at is None:  # a second tap: nobody asked for it any more
        view = _may(Action.ERASE, request_id)
        erasure.erase_request(request_id, view.account, view.standings)
    flash(str(words.DONE[Action.ERASE]), "done")
    return redirect(url_for("help_requests.mine"), 303)


@bp.post("/offers/<uuid:offer_id>/accept")
def accept(offer_id: uuid.UUID) -> Response:
    """Yes to what was asked of one's responder."""
    account = signed_in_account()
    try:
        taken = assignments.accept(offer_id, account)
    except (WrongState, TooOften) as error:
        flash(_(error.title), "error")
        return redirect(url_for("help_requests.mine"), 303)
    flash(str(words.DONE[Action.CLAIM]), "done")
    return redirect(url_for("help_requests.see", request_id=taken.request_id), 303)


@bp.post("/offers/<uuid:offer_id>/decline")
def decline(offer_id: uuid.UUID) -> Response:
    """No to it."""
    account = signed_in_account()
    try:
        assignments.decline(offer_id, account)
    except (WrongState, TooOften) as error:
        flash(_(error.title), "error")
    else:
        flash(str(words.OFFER_DECLINED), "done")
    return redirect(url_for("help_requests.mine"), 303)


def _do(request_id: uuid.UUID, action: Action, act: Callable[[], Any]) -> Response:
    """Acts, and says on the request's page what came of it."""
    try:
        came = act()
    except Invalid as invalid:
        flash(next(iter(invalid.errors.values()))[0], "error")
    except (WrongState, TooOften) as error:
        flash(_(error.title), "error")
    else:
        said = words.DONE[action]
        if action is Action.DELIVER and came.status != Status.DELIVERED:
            said = words.DELIVERED_IN_PART
        elif action is Action.REOPEN and came.status == Status.HELD:
            said = words.HELD_AGAIN
        flash(str(said), "done")
    return redirect(url_for("help_requests.see", request_id=request_id), 303)


def _may(action: Action, request_id: uuid.UUID) -> View:
    view = view_of(request_id)
    if not allowed(action, view.standings):
        raise NotAllowed if view.account else NotSignedIn
    return view


def _goes_for() -> uuid.UUID | None:
    chosen = request.form.get("responder_id")
    try:
        return uuid.UUID(chosen) if chosen else None
    except ValueError:
        raise Invalid({"responder_id": [_("You do not go for this one.")]}) from None


def _ticked() -> list[uuid.UUID] | None:
    if "part" not in request.form:
        return None
    try:
        return [uuid.UUID(value) for value in request.form.getlist("items")]
    except ValueError:
        raise Invalid({"items": [_("Choose from the items that are still missing.")]}) from None


def _reason() -> CloseReason:
    try:
        return CloseReason(request.form.get("reason", ""))
    except ValueError:
        raise Invalid({"reason": [_("Say why it is closed.")]}) from None
