"""The desk of the diary: what waits for a coordinator's word, and what was shown last."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import Account, coordinator
from connect.diary import presenting, queries, service, words
from connect.diary.states import Refusal
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.geo import area_names

WAITING_SHOWN, LATEST_SHOWN = 50, 20
bp = Blueprint("diary_desk", __name__)


@bp.get("/desk/diary")
def desk() -> str:
    """The oldest first; of what is shown the newest, which can still be taken down."""
    account = coordinator()
    waiting = queries.waiting_for(account, WAITING_SHOWN)
    shown = queries.shown_under(account, LATEST_SHOWN)
    return render_template(
        "diary/desk.html",
        area=area_names(account.desk_areas),
        waiting=[(one, presenting.card_of(one)) for one in waiting],
        more=queries.count_waiting_for(account) - len(waiting),
        shown=[(one, presenting.card_of(one)) for one in shown],
        refusals=[(refusal.value, text) for refusal, text in words.REFUSALS.items()],
    )


@bp.post("/desk/diary/<uuid:entry_id>/show")
def show(entry_id: uuid.UUID) -> Response:
    """Everybody may read it."""
    return _decided(
        entry_id, lambda account: service.show(entry_id, account), _("It is in the diary now.")
    )


@bp.post("/desk/diary/<uuid:entry_id>/refuse")
def refuse(entry_id: uuid.UUID) -> Response:
    """Nobody else reads it; its author is told why."""
    return _decided(
        entry_id,
        lambda account: service.refuse(entry_id, _refusal(), account),
        _("It is not shown. Its author is told why."),
    )


def _decided(entry_id: uuid.UUID, decide: Callable[[Account], None], done: str) -> Response:
    try:
        decide(_may_decide(entry_id))
    except (NotFound, WrongState):
        flash(_("It was taken back, or somebody else has decided already."), "error")
    else:
        flash(done, "done")
    return redirect(url_for(".desk"), 303)


def _may_decide(entry_id: uuid.UUID) -> Account:
    account, entry = coordinator(), queries.entry_by_id(entry_id)
    if entry is None or not entry.public:
        raise NotFound
    if not queries.may_decide(account, entry_id):
        raise NotAllowed
    return account


def _refusal() -> Refusal:
    try:
        return Refusal(request.form.get("refusal", ""))
    except ValueError:
        raise Invalid({"refusal": [_("Say why it is not shown.")]}) from None
