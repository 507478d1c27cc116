"""The page of one case: all that a coordinator needs on one screen, and what they do about it."""

import uuid

import marshmallow as ma
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect import help_requests
from connect.accounts import signed_in_account
from connect.desk import acts, presenting, queries, words
from connect.desk.acts import Act
from connect.desk.doubles import likely_doubles
from connect.desk.looking import look_at, others_looking, said
from connect.desk.queue import Tab
from connect.foundation import audit
from connect.foundation.errors import ConnectError, Invalid
from connect.foundation.field_words import in_our_words
from connect.foundation.i18n import language, lasting
from connect.help_requests import HelpRequest
from connect.responders import category_labels

AGAIN = (30, 60, 180, 24 * 60)  # minutes
bp = Blueprint("desk_case", __name__)


@bp.get("/desk/requests/<uuid:request_id>")
def see(request_id: uuid.UUID) -> str:
    """One case. Its number, name, place and words are shown for a while after `reveal`."""
    view, account = acts.coordinated(request_id), signed_in_account()
    look_at(request_id, account)
    wanted = view.request
    [row] = presenting.rows_by_ids([request_id], account)
    shown = audit.looked_lately(str(account.id), request_id)
    colleagues = queries.colleagues_in([(wanted.ward_code, wanted.province_code)])
    return render_template(
        "desk/case.html",
        wanted=wanted,
        row=row,
        short=help_requests.short(wanted),
        private=shown,
        items=_items(wanted, private=shown),
        steps=help_requests.timeline(
            wanted, audit.history(wanted.id), private=True, in_charge=True, coordinates=True
        ),
        notes=queries.notes_on(request_id),
        here=said(row.looking),
        choices=presenting.choices_for(wanted),
        strangers=presenting.strangers_for(wanted),
        going=presenting.who_goes(wanted),
        concerns=help_requests.CONCERNS.items(),
        being_asked=help_requests.being_asked(request_id),
        doubles=[
            (one, help_requests.short(one.request)) for one in likely_doubles(wanted, account)
        ],
        kept=help_requests.kept_instead_of(request_id),
        colleagues=[one for one in colleagues if one.id != account.id],
        me=account,
        again=[(minutes, lasting(minutes * 60, language())) for minutes in AGAIN],
        reasons=[(one.value, help_requests.CLOSE_REASONS[one]) for one in acts.REASONS],
        may_reopen=help_requests.may_reopen(wanted, view.standings),
        topics=help_requests.topics_of_case(request_id),
        tab=_tab(),
    )


@bp.post("/desk/requests/<uuid:request_id>/reveal")
def reveal(request_id: uuid.UUID) -> Response:
    """Shows who asks and where, to whoever asks for it here: it is recorded, and ends by itself."""
    acts.coordinated(request_id)
    audit.record_look(str(signed_in_account().id), request_id)
    return redirect(url_for(".see", request_id=request_id, tab=_tab(), _anchor="part-private"), 303)


@bp.post("/desk/requests/<uuid:request_id>/act")
def act(request_id: uuid.UUID) -> Response:
    """Does one thing about it."""
    view = acts.coordinated(request_id)
    told: dict[str, object] = {n: value for n, value in request.form.items() if value.strip()}
    told["concerns"] = request.form.getlist("concerns")
    try:
        done = acts.ActSchema(unknown=ma.EXCLUDE).load(told)
        acts.do(view, done)
    except ma.ValidationError as error:
        flash(str(next(iter(in_our_words(error.messages).values()))[0]), "error")
    except Invalid as invalid:
        flash(next(iter(invalid.errors.values()))[0], "error")
    except ConnectError as error:
        if error.status not in (409, 429):
            raise
        flash(_(error.title), "error")
    else:
        flash(str(words.DONE[Act(done["act"])]), "done")
        if done["act"] == Act.CLOSE:  # and on to the next one
            return redirect(url_for("desk.desk", tab=_tab()), 303)
    return redirect(url_for(".see", request_id=request_id, tab=_tab()), 303)


@bp.post("/desk/requests/<uuid:request_id>/here")
def here(request_id: uuid.UUID) -> Response:
    """Says that the page is still open, and hears who else has it open: a sentence a line."""
    acts.coordinated(request_id)
    account = signed_in_account()
    look_at(request_id, account)
    return Response("\n".join(said(others_looking([request_id], account))), mimetype="text/plain")


def _tab() -> str | None:
    """The part of the queue that the page was opened from, to lead back there."""
    tab = request.args.get("tab")
    return tab if tab in set(Tab) else None


def _items(wanted: HelpRequest, *, private: bool) -> list[dict[str, object]]:
    labels = category_labels()
    shown = str if private else help_requests.without_phones
    return [
        {
            "kind": labels[item.category.code].name(language())
            if item.category.code in labels
            else item.category.code,
            "goods": shown(item.goods),
            "quantity": shown(item.quantity),
            "note": item.note if private else "",
            "delivered": item.delivered_by_id is not None,
        }
        for item in wanted.items
    ]
