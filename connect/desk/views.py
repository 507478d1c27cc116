"""The pages of the desk: the queue, and what is done about many cases at once."""

from typing import Any

import marshmallow as ma
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from connect import geo, help_requests
from connect.accounts import signed_in_account
from connect.desk import acts, many, presenting, words
from connect.desk.access import own_areas
from connect.desk.cursors import cursor_of, turn_behind
from connect.desk.queue import Asked, Tab, count_left_alone, count_of, page_of_queue
from connect.foundation.clock import utcnow
from connect.foundation.field_words import in_our_words

SHOWN = 50
bp = Blueprint("desk", __name__)


@bp.get("/desk")
def desk() -> str:
    """Who waits in one's areas, in the order of `order`."""
    asked, after = _asked()
    turns = page_of_queue(asked, limit=SHOWN + 1, after=after)
    shown, account = turns[:SHOWN], signed_in_account()
    rows = presenting.rows_of(shown, account)
    return render_template(
        "desk/desk.html",
        area=geo.area_names(asked.areas),
        topics=help_requests.desk_topics(asked.areas),
        left_alone=count_left_alone(asked.areas),
        tab=asked.tab,
        tabs=[(tab, said, count_of(asked._replace(tab=tab))) for tab, said in words.TABS.items()],
        rows=[(row, help_requests.short(row.request)) for row in rows],
        more=cursor_of(shown[-1], asked.as_of) if len(turns) > SHOWN else None,
        me=account,
        colleagues=many.colleagues_of(rows, account),
        reasons=[(one.value, help_requests.CLOSE_REASONS[one]) for one in acts.REASONS],
    )


@bp.post("/desk/requests")
def act_on_many() -> Response | str | tuple[str, int]:
    """The same for all that were ticked; where it did not work, by name and why.

    What cannot be done as it was asked leaves the queue as it was filled in.
    """
    own_areas()
    try:
        told = acts.ManySchema(unknown=ma.EXCLUDE).load(_ticked())
    except ma.ValidationError as error:
        flash(_said(error), "error")
        return desk(), 422
    done = many.do(told)
    if not done.failed:
        flash(ngettext("Done for %(num)d case.", "Done for %(num)d cases.", done.times), "done")
        return _back()
    return render_template("desk/many.html", done=done, tab=request.form.get("tab", ""))


def _asked() -> tuple[Asked, Any]:
    areas, account = own_areas(), signed_in_account()
    try:
        tab = Tab(request.values.get("tab", Tab.ALL))
    except ValueError:
        tab = Tab.ALL
    as_of, after = turn_behind(request.args.get("after"), utcnow())
    return Asked(areas, account.id, tab, as_of), after


def _ticked() -> dict[str, Any]:
    """The form without what was left empty."""
    told: dict[str, Any] = {name: value for name, value in request.form.items() if value.strip()}
    return told | {"ids": request.form.getlist("ids")}


def _said(error: ma.ValidationError) -> str:
    messages = in_our_words(error.messages)
    if "ids" in messages:
        return str(_("Tick the cases first, fifty at most."))
    first = next(iter(messages.values()))
    return str(first[0]) if isinstance(first, list) else str(_("This cannot be read."))


def _back() -> Response:
    tab = request.form.get("tab", "")
    known = tab if tab in set(Tab) else Tab.ALL
    return redirect(url_for(".desk", tab=known), 303)
