"""The desk of the diary: what waits for a coordinator's word, and what was shown last."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import Account, Role, signed_in_account
from connect.diary import presenting, queries, service, words
from connect.diary.access import decides, may_decide
from connect.diary.models import Entry
from connect.diary.states import Refusal
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState

WAITING_SHOWN, LATEST_SHOWN = 50, 20
bp = Blueprint("diary_desk", __name__)


@bp.get("/desk/diary")
def desk() -> str:
    """The oldest first; of what is shown the newest, which can still be taken down."""
    account = _coordinator()
    area = area_of(account)
    return render_template(
        "diary/desk.html",
        area=presenting.place_name(area),
        waiting=_rows(queries.waiting_in(area, WAITING_SHOWN), account),
        shown=_rows(queries.shown_in(area, LATEST_SHOWN), account),
        refusals=[(refusal.value, text) for refusal, text in words.REFUSALS.items()],
    )


@bp.post("/desk/diary/<uuid:entry_id>/show")
def show(entry_id: uuid.UUID) -> Response:
    """Everybody may read it."""
    account = _may_decide(entry_id)
    try:
        service.show(entry_id, account)
    except WrongState as error:
        flash(_(error.title), "error")
    else:
        flash(_("It is in the diary now."), "done")
    return redirect(url_for(".desk"), 303)


@bp.post("/desk/diary/<uuid:entry_id>/refuse")
def refuse(entry_id: uuid.UUID) -> Response:
    """Nobody else reads it; its author is told why."""
    account = _may_decide(entry_id)
    try:
        service.refuse(entry_id, _refusal(), account)
    except WrongState as error:
        flash(_(error.title), "error")
    else:
        flash(_("It is not shown. Its author is told why."), "done")
    return redirect(url_for(".desk"), 303)


def area_of(account: Account) -> str | None:
    """The area that an account decides for; None for an admin, who decides for all."""
    return None if account.role == Role.ADMIN else account.area_code


def _rows(entries: list[Entry], account: Account) -> list[tuple[Entry, presenting.Card, bool]]:
    return [(one, presenting.card_of(one), may_decide(account, one)) for one in entries]


def _coordinator() -> Account:
    account = signed_in_account()
    if not decides(account):
        raise NotAllowed
    return account


def _may_decide(entry_id: uuid.UUID) -> Account:
    account, entry = _coordinator(), queries.entry_by_id(entry_id)
    if entry is None or not entry.public:
        raise NotFound
    if not may_decide(account, entry):
        raise NotAllowed
    return account


def _refusal() -> Refusal:
    try:
        return Refusal(request.form.get("refusal", ""))
    except ValueError:
        raise Invalid({"refusal": [_("Say why it is not shown.")]}) from None
