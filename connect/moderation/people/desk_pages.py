"""The desk of moderation, of people: decide, answer, lift."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import account_by_id, coordinator
from connect.foundation.errors import Invalid, NotFound, WrongState
from connect.moderation.people import queries, service
from connect.moderation.people.forms import PersonAnswerForm, PersonDecisionForm
from connect.moderation.people.models import Verdict
from connect.moderation.people.words import DECIDED, SAYS
from connect.moderation.words import REASONS

bp = Blueprint("people_desk", __name__)


@bp.route("/desk/reports/people/<uuid:report_id>", methods=["GET", "POST"])
def decide(report_id: uuid.UUID) -> Response | tuple[str, int]:
    """All that is reported of a person, as it was seen; and a decision on it."""
    account, form = coordinator(), PersonDecisionForm()
    reported = queries.reported(report_id, account)
    if reported is None:
        raise NotFound
    if reported.account_id is None:
        form.of_no_account()
    if form.validate_on_submit():
        verdict, days = form.decided
        try:
            service.decide(account, report_id, verdict, form.words.data or "", days)
        except Invalid as error:
            form.words.errors = error.errors["words"]
        except WrongState as error:
            form.verdict.errors = [_(error.title)]
        else:
            return _done(_("Decided. They are told."))
    page = render_template(
        "moderation/decide_person.html",
        reported=reported,
        before=queries.decided_of(reported.account_id) if reported.account_id else [],
        told=DECIDED,
        form=form,
        reasons=REASONS,
        says=SAYS,
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/desk/reports/people/appeals/<uuid:decision_id>", methods=["GET", "POST"])
def answer(decision_id: uuid.UUID) -> Response | tuple[str, int]:
    """Looks again at what somebody else has decided of a person."""
    account, form = coordinator(), PersonAnswerForm()
    decision = service.disputed(account, decision_id)
    if form.validate_on_submit():
        takes_back, words = form.outcome.data == "take_back", form.words.data or ""
        try:
            service.answer(account, decision_id, takes_back=takes_back, words=words)
        except Invalid as error:
            form.words.errors = error.errors["words"]
        else:
            return _done(_("Answered. They are told."))
    about = account_by_id(decision.account_id) if decision.account_id else None
    page = render_template(
        "moderation/answer_person.html",
        decision=decision,
        name=about.name if about else "",
        told=DECIDED[Verdict(decision.verdict)],
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/desk/reports/people/decisions/<uuid:decision_id>/lift")
def lift(decision_id: uuid.UUID) -> Response:
    """Ends a suspension before its time."""
    service.lift(coordinator(), decision_id)
    return _done(_("Lifted. They are told."))


def _done(said: str) -> Response:
    flash(said, "done")
    return redirect(url_for("moderation_desk.desk"), 303)
