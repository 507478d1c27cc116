"""Reporting a request, and disagreeing with what was decided of one's own."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import current_account, reporter
from connect.foundation.errors import Invalid, NotAllowed, NotSignedIn
from connect.help_requests import Standing, short, view_of
from connect.moderation import limits, queries, service
from connect.moderation.forms import AppealForm, ReportForm
from connect.moderation.models import Reason

bp = Blueprint("moderation", __name__)


@bp.route("/requests/<uuid:request_id>/wrong", methods=["GET", "POST"])
@limits.reporting
def report(request_id: uuid.UUID) -> Response | tuple[str, int]:
    """Says what is wrong with a request, or with who goes for it."""
    view, form = view_of(request_id), ReportForm()
    if not form.validate_on_submit():
        page = render_template(
            "moderation/report.html", wanted=view.request, short=short(view.request), form=form
        )
        return page, 422 if form.is_submitted() else 200
    service.report(view, Reason(form.reason.data), form.note.data or "", reporter())
    flash(_("Thank you. A coordinator of the area looks into it."), "done")
    return _back(request_id)


@bp.route("/requests/<uuid:request_id>/appeal", methods=["GET", "POST"])
def appeal(request_id: uuid.UUID) -> Response | tuple[str, int]:
    """Says why one disagrees with the closing of one's own request."""
    view, form = view_of(request_id), AppealForm()
    if Standing.REQUESTER not in view.standings:
        raise NotAllowed if current_account() else NotSignedIn
    closing = queries.closing_of(request_id)
    if closing is None or not service.may_appeal(view.request, closing):
        return _back(request_id)
    if form.validate_on_submit():
        try:
            service.appeal(view, form.words.data or "")
        except Invalid as error:
            form.words.errors = error.errors["words"]
        else:
            flash(_("Thank you. Somebody else looks at it again and answers you."), "done")
            return _back(request_id)
    page = render_template(
        "moderation/appeal.html",
        wanted=view.request,
        short=short(view.request),
        closing=closing,
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


def _back(request_id: uuid.UUID) -> Response:
    return redirect(url_for("help_requests.see", request_id=request_id), 303)
