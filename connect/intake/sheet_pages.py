"""Numbered sheets: printed at the desk, and opened by whoever holds one, without an account."""

from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from connect import help_requests
from connect.accounts import coordinator
from connect.foundation.clock import utcnow
from connect.foundation.errors import NotFound
from connect.foundation.i18n import FIRST_LANGUAGE, SOURCE_LANGUAGE
from connect.foundation.web import limiter, was_made
from connect.help_requests import HelpRequest, Standing
from connect.intake import queries, service
from connect.intake.codes import held_tokens, keep_token, qr_code
from connect.intake.forms import OpenSheetForm, SheetsForm, TakingForm
from connect.intake.models import PaperForm, Way
from connect.intake.opening import open_once
from connect.intake.over import over_page, quietly
from connect.intake.serials import in_words, number_of, serial_of
from connect.intake.sheet_words import agreed_on_sheets, kinds_on_sheets, sheet_words

HELD = "sheets"
bp = Blueprint("sheets", __name__)
Page = Response | tuple[str, int]


class Sheet(NamedTuple):
    """A blank sheet as it is printed."""

    serial: str
    words: tuple[str, str]
    code: Markup
    until: datetime


@bp.route("/desk/forms", methods=["GET", "POST"])
def print_sheets() -> Page:
    """How many sheets; and then these, each with a number and a code of its own."""
    printer, form = coordinator(), SheetsForm()
    if not form.validate_on_submit():
        page = render_template("intake/sheets.html", form=form)
        return page, 422 if form.is_submitted() else 200
    sheets = [
        _printed(sheet, token)
        for sheet, token in service.print_sheets(form.copies.data or 1, printer)
    ]
    page = render_template(
        "intake/sheets_printed.html",
        sheets=sheets,
        hotline=form.hotline.data,
        words=sheet_words(),
        kinds=kinds_on_sheets(),
        agreed=agreed_on_sheets(),
    )
    return page, 200


@bp.get("/f/<token>")
@limiter.limit("60/hour", deduct_when=lambda answer: answer.status_code >= 400)
def scan(token: str) -> Page:
    """The code on a sheet: this browser remembers it, the address does not."""
    sheet = queries.sheet_by_token(token)
    if sheet is None:
        return over_page(404)
    keep_token(HELD, token)
    return quietly(redirect(url_for(".sheet", serial=serial_of(sheet.id)), 303))


@bp.route("/sheets/<serial>", methods=["GET", "POST"])
@limiter.limit("30/hour", methods=["POST"], deduct_when=was_made)
def sheet(serial: str) -> Page:
    """A sheet that was scanned: to be typed in; or, once it was, the way to what became of it."""
    held = _held(serial)
    if held is None:
        return over_page(404)
    if held.used_at is not None:
        return _used(held)
    if held.expires_at <= utcnow():
        return over_page(410)
    form = TakingForm()
    if form.is_submitted():
        valid, place = form.validate(), form.find_place(current_app.config["CONNECT"])
        opened = open_once(form, place, Way.PAPER, held.id, None) if valid and place else None
        if opened is not None:
            help_requests.remember_request(opened)
            flash(_("Your request is on its way. Please keep the code below."), "done")
            return redirect(url_for("help_requests.see", request_id=opened), 303)
    form.new_token()
    page = render_template("intake/sheet.html", form=form, serial=serial, goes_on_at="")
    return page, 422 if form.first_errors else 200


def _this_sheet() -> str:
    """One word for a sheet, however its number is written in the address."""
    return f"sheet {number_of((request.view_args or {}).get('serial', ''))}"


@bp.post("/sheets/<serial>/open")
@limiter.limit("20/hour")
@limiter.limit("10/hour", key_func=_this_sheet)
def open_sheet(serial: str) -> Page:
    """The way to what a sheet became, for who can read the number on it: a photo of a blank one
    says nothing.
    """
    held = _held(serial)
    kept = _request_of(held) if held is not None else None
    if held is None or kept is None:
        return over_page(404)
    form = OpenSheetForm()
    if form.validate() and form.phone.e164 in queries.numbers_on(kept):
        help_requests.remember_request(kept.id)
        return redirect(url_for("help_requests.see", request_id=kept.id), 303)
    if not form.errors:
        form.phone.errors = [_("This number does not stand on the sheet.")]
    return render_template("intake/open_sheet.html", form=form, serial=serial), 422


def _printed(sheet: PaperForm, token: str) -> Sheet:
    serial = serial_of(sheet.id)
    words = (in_words(serial, FIRST_LANGUAGE), in_words(serial, SOURCE_LANGUAGE))
    return Sheet(serial, words, qr_code(url_for(".scan", token=token)), sheet.expires_at)


def _held(serial: str) -> PaperForm | None:
    """The sheet of this number, if this browser has read its code."""
    number = number_of(serial)
    held = (queries.sheet_by_token(token) for token in reversed(held_tokens(HELD)))
    return next((one for one in held if one is not None and one.id == number), None)


def _request_of(held: PaperForm) -> HelpRequest | None:
    """What became of a sheet, as long as it is known whose it is."""
    # Not as who is looking sees it: of one that is shielded or held, whoever asked is a stranger
    # until they have typed the number.
    kept = help_requests.request_by_id(held.request_id) if held.request_id else None
    known = kept is not None and kept.erased_at is None and kept.forgotten_at is None
    return kept if known else None


def _speaks_for(kept: HelpRequest) -> bool:
    try:
        return Standing.REQUESTER in help_requests.view_of(kept.id).standings
    except NotFound:
        return False


def _used(held: PaperForm) -> Page:
    kept = _request_of(held)
    if kept is None:
        return over_page(410)
    if _speaks_for(kept):
        return redirect(url_for("help_requests.see", request_id=kept.id), 303)
    page = render_template(
        "intake/open_sheet.html", form=OpenSheetForm(), serial=serial_of(held.id)
    )
    return page, 200
