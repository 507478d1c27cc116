"""The page on which a coordinator takes a request down, from a call or from a sheet."""

import uuid

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect import help_requests
from connect.accounts import Account, coordinator
from connect.foundation.errors import ConnectError
from connect.foundation.phones import WrongPhone, parse_phone
from connect.foundation.text import clean_line
from connect.help_requests import HelpRequest
from connect.intake import queries, service
from connect.intake.alike import Alike, find_alike
from connect.intake.forms import IntakeForm
from connect.intake.models import Way
from connect.intake.opening import open_once

bp = Blueprint("intake", __name__)
Page = Response | tuple[str, int]


@bp.route("/desk/intake", methods=["GET", "POST"])
def take() -> Page:
    """An empty form below what was just kept; sent, it opens a request or adds to one."""
    operator, form = coordinator(), IntakeForm()
    found: list[Alike] = []
    if form.is_submitted():
        kept, found = _keep(form, operator)
        if kept is not None:
            return redirect(url_for(".take", way=_way(), last=kept), 303)
    form.new_token()
    page = render_template(
        "intake/take.html",
        form=form,
        way=_way(),
        alike=found,
        chosen=request.form.get("add_to", ""),
        last=_last(operator),
        goes_on_at=_goes_on_at(form),
    )
    return page, 422 if form.first_errors else 200


@bp.post("/desk/intake/look-up")
def look_up() -> Response:
    """What is under way under the numbers that were typed so far: a part of the page."""
    operator = coordinator()
    typed = (_read(request.form.get(name, "")) for name in ("phone", "their_phone"))
    found = find_alike([one for one in typed if one], None, operator)
    part = render_template("intake/_alike.html", alike=found, chosen="")
    return Response(part, mimetype="text/plain")  # it is no page by itself


def _keep(form: IntakeForm, operator: Account) -> tuple[uuid.UUID | None, list[Alike]]:
    """The id of what was kept; None leaves in the form why nothing was. And what looks like it."""
    if form.says_only_phone:
        form.phone.validate(form)
        return None, find_alike(form.phones, None, operator)
    if request.form.get("add_to"):
        return _added(form, operator), find_alike(form.phones, None, operator)
    valid, place = form.validate(), form.find_place(current_app.config["CONNECT"])
    found = find_alike(form.phones, place, operator)
    if not valid or place is None:
        return None, found
    unseen = {str(one.request.id) for one in found} - set(request.form.getlist("looked_at"))
    return open_once(form, place, _way(), form.sheet, operator, ask_first=bool(unseen)), found


def _added(form: IntakeForm, operator: Account) -> uuid.UUID | None:
    if not form.check_items():
        return None
    try:
        request_id = help_requests.view_of(uuid.UUID(request.form["add_to"])).request.id
        service.add_to(
            request_id,
            form.items_said,
            operator,
            current_app.config["CONNECT"],
            concerns=form.concerns.data or (),
            urgent=form.urgency.data == "urgent",
        )
    except (ConnectError, ValueError):
        form.form_errors = [_("It cannot be added there any more. Look at the case.")]
        return None
    return request_id


def _last(operator: Account) -> tuple[HelpRequest, bool] | None:
    """What this operator has kept last, for its code; and whether they coordinate it."""
    try:
        kept = help_requests.view_of(uuid.UUID(request.args.get("last", ""))).request
    except (ConnectError, ValueError):
        return None
    serves = operator.serves(kept.ward_code, kept.province_code)
    taken = queries.intake_of(kept.id)
    if not serves and (taken is None or taken.taken_by_id != operator.id):
        return None
    return kept, serves


def _goes_on_at(form: IntakeForm) -> str:
    """The field where typing goes on: behind the phone once it was looked up."""
    if form.first_errors:
        return ""  # what is wrong comes first
    if form.is_submitted():
        return "name"
    return "serial" if _way() == Way.PAPER else "phone"


def _way() -> Way:
    return Way.PAPER if request.args.get("way") == Way.PAPER else Way.PHONE


def _read(typed: str) -> str | None:
    try:
        return parse_phone(clean_line(typed))
    except WrongPhone:
        return None
