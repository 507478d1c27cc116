"""The desk of moderation: what is reported, and who disagrees."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import coordinator, current_account, names_of
from connect.foundation.errors import Invalid, NotFound, WrongState
from connect.geo import area_names
from connect.help_requests import short
from connect.moderation import queries, service
from connect.moderation.ageing import days_overdue
from connect.moderation.forms import AnswerForm, DecisionForm
from connect.moderation.models import Verdict
from connect.moderation.people import queries as people
from connect.moderation.words import REASONS, SIDES

bp = Blueprint("moderation_desk", __name__)


@bp.get("/desk/reports")
def desk() -> str:
    """What is reported and what is disputed, who waits longest first."""
    account = coordinator()
    areas = account.desk_areas
    disputed, suspended = people.disputed_for(account), people.suspending_for(account)
    return render_template(
        "moderation/desk.html",
        area=area_names(areas),
        flagged=[(one, short(one.request)) for one in queries.waiting_in(areas)],
        appeals=[(one, short(one.request)) for one in queries.appeals_in(areas)],
        people=people.waiting_for(account),
        disputed=disputed,
        suspended=suspended,
        names=names_of(one.account_id for one in (*disputed, *suspended)),
        days_overdue=days_overdue,
        reasons=REASONS,
    )


@bp.route("/desk/reports/<uuid:request_id>", methods=["GET", "POST"])
def decide(request_id: uuid.UUID) -> Response | tuple[str, int]:
    """All that is reported of a request, as it was seen; and a decision on it."""
    account, form = coordinator(), DecisionForm()
    flags = queries.flags_on(request_id, account.desk_areas)
    if not flags:
        raise NotFound
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            service.decide(account, request_id, Verdict(form.verdict.data), form.words.data or "")
        except Invalid as error:
            form.words.errors = error.errors["words"]
        except WrongState as error:  # it has ended meanwhile: what was typed stays
            form.verdict.errors, status = [_(error.title)], error.status
        else:
            return _done(_("Decided. They are told."))
    request = flags[0].request
    page = render_template(
        "moderation/decide.html",
        flags=flags,
        wanted=request,
        short=short(request),
        form=form,
        reasons=REASONS,
        sides=SIDES,
    )
    return page, status


@bp.route("/desk/reports/appeals/<uuid:judgement_id>", methods=["GET", "POST"])
def answer(judgement_id: uuid.UUID) -> Response | tuple[str, int]:
    """Looks again at what somebody else has decided."""
    account, form = coordinator(), AnswerForm()
    judgement = service.disputed(account, judgement_id)
    if form.validate_on_submit():
        reopens, words = form.outcome.data == "reopen", form.words.data or ""
        try:
            service.answer(account, judgement_id, reopens=reopens, words=words)
        except Invalid as error:
            form.words.errors = error.errors["words"]
        else:
            return _done(_("Answered. They are told."))
    page = render_template(
        "moderation/answer.html",
        judgement=judgement,
        short=short(judgement.request),
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


def reports_to_read() -> int:
    """How many requests and people wait for the coordinator who is looking; none for others."""
    account = current_account()
    if account is None or not account.has_desk:
        return 0
    return queries.count_waiting_in(account.desk_areas) + people.count_waiting_for(account)


def _done(said: str) -> Response:
    flash(said, "done")
    return redirect(url_for(".desk"), 303)
