"""Report or block somebody whom one has met; whom one does not want to meet; what was decided."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import signed_in_account
from connect.foundation.errors import Invalid, NotFound, WrongState
from connect.help_requests import view_of
from connect.moderation import limits
from connect.moderation.forms import AppealForm, ReportForm
from connect.moderation.models import Reason
from connect.moderation.people import blocks, service
from connect.moderation.people.meeting import meeting
from connect.moderation.people.models import Met, Verdict
from connect.moderation.people.persons import Meeting
from connect.moderation.people.words import TOLD, WHO

MET = "any({})".format(", ".join(Met))
bp = Blueprint("people", __name__)


@bp.post(f"/people/<{MET}:met>/<uuid:met_id>/block")
@limits.blocking
def block(met: str, met_id: uuid.UUID) -> Response | tuple[str, int]:
    """They never meet again. In one tap, unless something is under way that would end."""
    if blocks.is_blocked(Met(met), met_id):
        return redirect(url_for(".own_blocks"), 303)
    found = meeting(Met(met), met_id)
    if found.under_way and not request.form.get("sure"):
        page = _page("moderation/block.html", found)
        return page, 200
    try:
        blocks.block(found)
    except WrongState as error:
        flash(_(error.title), "error")
    else:
        flash(_("Done. You do not meet them here again. They are told nothing."), "done")
    return _back(found)


@bp.route(f"/people/<{MET}:met>/<uuid:met_id>/wrong", methods=["GET", "POST"])
@limits.reporting
def report(met: str, met_id: uuid.UUID) -> Response | tuple[str, int]:
    """Says what somebody has done."""
    found, form = meeting(Met(met), met_id), ReportForm()
    if form.validate_on_submit():
        service.report(found, Reason(form.reason.data), form.note.data or "")
        flash(_("Thank you. Somebody who may decide looks into it."), "done")
        return redirect(_where_they_met(found), 303)
    page = _page("moderation/report_person.html", found, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.get("/account/blocks")
def own_blocks() -> str:
    """Whom I do not want to meet."""
    found = blocks.own_blocks(signed_in_account().phone)
    return render_template("moderation/blocks.html", found=found, who=WHO)


@bp.post("/account/blocks/<uuid:act_id>/undo")
def undo(act_id: uuid.UUID) -> Response:
    """Takes a block back."""
    blocks.undo(act_id, signed_in_account().phone)
    flash(_("You may meet them again."), "done")
    return redirect(url_for(".own_blocks"), 303)


@bp.post("/requests/<uuid:request_id>/blocks/<uuid:act_id>/undo")
def undo_at(request_id: uuid.UUID, act_id: uuid.UUID) -> Response:
    """The same, by the link of the request at which they met."""
    view = view_of(request_id)
    if view.request.phone is None or act_id not in {one.id for one in blocks.blocks_on(view)}:
        raise NotFound
    blocks.undo(act_id, view.request.phone)
    flash(_("You may meet them again."), "done")
    return redirect(url_for("help_requests.see", request_id=request_id), 303)


@bp.route("/account/decisions/<uuid:decision_id>/appeal", methods=["GET", "POST"])
def appeal(decision_id: uuid.UUID) -> Response | tuple[str, int]:
    """Says why one disagrees with what was decided of oneself."""
    account, form = signed_in_account(), AppealForm()
    decision = service.own_decision(account, decision_id)
    if form.validate_on_submit():
        try:
            service.appeal(account, decision_id, form.words.data or "")
        except Invalid as error:
            form.words.errors = error.errors["words"]
        else:
            flash(_("Thank you. Somebody else looks at it again and answers you."), "done")
            return redirect(url_for("accounts.account"), 303)
    page = render_template(
        "moderation/appeal_person.html",
        decision=decision,
        told=TOLD[Verdict(decision.verdict)],
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


def _page(template: str, found: Meeting, **shown: object) -> str:
    """A page about somebody, with the way back to where they met."""
    back = _where_they_met(found)
    return render_template(template, found=found, who=WHO[found.met], back=back, **shown)


def _where_they_met(found: Meeting) -> str:
    if found.met in (Met.HELPER, Met.LOOKED, Met.REQUESTER) and found.request is not None:
        return url_for("help_requests.see", request_id=found.request.id)
    if found.met == Met.GIVER:
        return url_for("giving.gift", gift_id=found.met_id)
    return url_for("help_requests.mine")


def _back(found: Meeting) -> Response:
    """To one's own page of where they met; what was the other's is not there any more."""
    if found.request is not None and found.met in (Met.HELPER, Met.LOOKED):
        return redirect(url_for("help_requests.see", request_id=found.request.id), 303)
    if found.own.account is not None:
        return redirect(url_for(".own_blocks"), 303)
    return redirect(url_for("giving.gifts"), 303)
