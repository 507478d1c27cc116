"""The work order: printed at the desk, and answered by whoever carries it, without an account."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect import help_requests
from connect.accounts import signed_in_account
from connect.foundation.errors import Invalid, WrongState
from connect.foundation.i18n import FIRST_LANGUAGE, language
from connect.foundation.web import limiter
from connect.help_requests import RequestItem
from connect.intake import queries, work_orders
from connect.intake.codes import held_tokens, keep_token, qr_code
from connect.intake.over import over_page, quietly
from connect.intake.sheet_words import sheet_words
from connect.intake.work_orders import Answer, Errand
from connect.responders import category_labels

HELD = "work_orders"
bp = Blueprint("work_orders", __name__)
Page = Response | tuple[str, int]


@bp.post("/desk/requests/<uuid:request_id>/work-order")
def print_order(request_id: uuid.UUID) -> Response | str:
    """The sheet for whoever goes. It shows who and where, and each print of it is recorded."""
    signed_in_account()
    try:
        errand, token = work_orders.print_order(help_requests.view_of(request_id))
    except WrongState as wrong:
        flash(_(wrong.title), "error")
        return redirect(url_for("desk_case.see", request_id=request_id), 303)
    return render_template(
        "intake/work_order_printed.html",
        errand=errand,
        wanted=errand.request,
        items=_told(errand.missing, private=True, words_in=FIRST_LANGUAGE),
        arrival=help_requests.arrival_code(errand.request, errand.assignment),
        reporter=queries.intake_of(request_id),
        code=qr_code(url_for(".scan", token=token)),
        words=sheet_words(),
    )


@bp.get("/w/<token>")
@limiter.limit("60/hour", deduct_when=lambda answer: answer.status_code >= 400)
def scan(token: str) -> Response:
    """The code on a work order: this browser remembers it, the address does not."""
    errand = work_orders.errand_of(token)
    if errand is None:
        return over_page(404)
    keep_token(HELD, token)
    return quietly(redirect(url_for(".see", assignment_id=errand.assignment.id), 303))


@bp.get("/work-orders/<uuid:assignment_id>")
def see(assignment_id: uuid.UUID) -> Page:
    """What is to be brought, and four buttons: no name, no number, no door."""
    errand = _held(assignment_id)
    if errand is None or not (errand.goes or errand.has_delivered):
        return over_page(410)
    shown = errand.brought if errand.has_delivered else errand.missing
    page = render_template(
        "intake/work_order.html",
        errand=errand,
        wanted=errand.request,
        items=_told(shown, private=False, words_in=language()),
        answers=Answer,
    )
    return page, 200


@bp.post("/work-orders/<uuid:assignment_id>")
@limiter.limit("60/hour")
def answer(assignment_id: uuid.UUID) -> Response:
    """One of four things, of this assignment alone."""
    errand, said = _held(assignment_id), request.form.get("answer", "")
    if errand is None or not errand.goes:
        return over_page(410)
    if said in list(Answer):
        try:
            work_orders.answer(errand, Answer(said), _ticked(request.form.getlist("items")))
        except Invalid as invalid:
            flash(invalid.errors["items"][0], "error")
        except WrongState as wrong:
            flash(_(wrong.title), "error")
    return redirect(url_for(".see", assignment_id=assignment_id), 303)


def _held(assignment_id: uuid.UUID) -> Errand | None:
    """What the work order is about that this browser has scanned, if it is the newest print."""
    held = (work_orders.errand_of(token) for token in reversed(held_tokens(HELD)))
    return next((one for one in held if one and one.assignment.id == assignment_id), None)


def _ticked(values: Iterable[str]) -> list[uuid.UUID]:
    """The items that were ticked. Raises `Invalid` for what is no id."""
    try:
        return [uuid.UUID(value) for value in values]
    except ValueError:
        raise Invalid({"items": [_("Choose from the items that are still missing.")]}) from None


def _told(items: Iterable[RequestItem], *, private: bool, words_in: str) -> list[dict[str, Any]]:
    """Items in words. The notes are for who has the paper in hand."""
    labels = category_labels()
    shown = str if private else help_requests.without_phones
    return [
        {
            "id": item.id,
            "kind": labels[item.category.code].name(words_in)
            if item.category.code in labels
            else item.category.code,
            "goods": shown(item.goods),
            "quantity": shown(item.quantity),
            "note": item.note if private else "",
        }
        for item in items
    ]
