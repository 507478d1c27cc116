"""Asking for help: one thing a page, with the answers looked over at the end; or all on one page.

A step is posted, kept in the browser's draft, and leads to the first step that has no answer yet.
"""

import hashlib
import uuid

import orjson
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from connect.accounts import current_account
from connect.consents import Channel
from connect.foundation.errors import Invalid
from connect.foundation.i18n import language
from connect.foundation.idempotency import once_by_word
from connect.foundation.networks import network_of
from connect.foundation.phones import show_phone
from connect.foundation.web import limiter, was_made
from connect.geo import Whereabouts
from connect.help_requests import service
from connect.help_requests.details import RequestDetails
from connect.help_requests.pages.answers import answers_of
from connect.help_requests.pages.draft import (
    MOST_BYTES_AFTER,
    STEPS,
    Draft,
    Part,
    TooLong,
    keep_draft,
    read_draft,
)
from connect.help_requests.pages.forms import AskForm, ask_form
from connect.help_requests.viewer import remember_request
from connect.responders import category_labels

bp = Blueprint("asking", __name__)
Page = Response | tuple[str, int]
# Nobody who asks for help is turned away for what others behind the same address do: of too many
# some are held back (`holding`). This keeps a flood from the disk.
_limited = limiter.shared_limit("600/hour", "asking", methods=["POST"], deduct_when=was_made)


@bp.route("/requests/new", methods=["GET", "POST"])
def what() -> Page:
    """What is needed, for how many, how soon; no account is needed."""
    return _step("what")


@bp.route("/requests/new/where", methods=["GET", "POST"])
def where() -> Page:
    """Where it is needed."""
    return _step("where")


@bp.route("/requests/new/phone", methods=["GET", "POST"])
def phone() -> Page:
    """How to reach who needs it."""
    return _step("phone")


@bp.route("/requests/new/check", methods=["GET", "POST"])
@_limited
def check() -> Page:
    """Shows all answers; sent from here it is one request, however often."""
    draft, posted = read_draft(), request.method == "POST"
    if posted and (sent := draft.sent.get(request.form.get("once", ""))):
        return _already(sent)
    if draft.missing:
        latest = draft.latest if not draft.parts else None
        return _led_to(latest) if latest else redirect(url_for(f".{draft.missing}"), 303)
    form, place = _whole(draft)
    answer = None
    if posted and request.form.get("seen") != draft.mark:
        form.form_errors = [_("Your answers have changed in another window. Please look again.")]
    elif posted and place is not None and not form.errors:
        answer = _send(form, place, draft)
    if answer is not None:
        return answer
    page = render_template(
        "help_requests/new_check.html", form=form, draft=draft, answers=answers_of(form, place)
    )
    return page, 422 if form.first_errors else 200


@bp.post("/requests/new/forget")
def forget() -> Response:
    """Throws away what was answered so far, and what was sent before it."""
    answer = redirect(url_for(".what"), 303)
    keep_draft(answer, Draft())
    return answer


@bp.route("/requests/new/one-page", methods=["GET", "POST"])
@_limited
def one_page() -> Page:
    """All of it on one page, for who types for callers."""
    form = ask_form(category_labels().values(), language(), **_known())
    if form.is_submitted():
        valid, place = form.validate(), form.find_place(current_app.config["CONNECT"])
        answer = _send_page(form, place) if valid and place else None
        if answer is not None:
            return answer
    page = render_template("help_requests/new_one_page.html", form=form)
    return page, 422 if form.is_submitted() else 200


def _step(step: str) -> Page:
    draft, posted = read_draft(), request.method == "POST"
    if not posted and draft.missing in STEPS[: STEPS.index(step)]:
        return redirect(url_for(f".{draft.missing}"), 303)
    part = draft.parts.get(step)
    form = _form(request.form if posted else MultiDict(part) if part else None)
    form.narrow(step)
    valid = posted and form.validate()
    place = None
    if step == "where" and (posted or form.says_where):
        place = form.find_place(current_app.config["CONNECT"])
        valid = valid and place is not None
    answer = _go_on(draft, step, form, place) if valid else None
    if answer is not None:
        return answer
    page = render_template(
        f"help_requests/new_{step}.html", form=form, number=STEPS.index(step) + 1, draft=draft
    )
    return page, 422 if form.first_errors else 200


def _go_on(draft: Draft, step: str, form: AskForm, place: Whereabouts | None) -> Response | None:
    """Keeps the answers of a step; None leaves in the form why they cannot be kept."""
    if place is not None:
        form.settle(place)
    kept = draft.answered(step, _part(form))
    answer = redirect(url_for(f".{kept.missing or 'check'}"), 303)
    try:
        keep_draft(answer, kept)
    except TooLong:
        form.form_errors = [_("This is too long to keep. Please say it in fewer words.")]
        return None
    return answer


def _part(form: AskForm) -> Part:
    """The answers of a step as they were posted, and the place as it was found."""
    sent = request.form
    part = {field.name: sent.getlist(field.name) for field in form if field.name in sent}
    if "place_choice" in form:
        part |= {
            field.name: [field.data]
            for field in (form.place_choice, form.place_asked)
            if field.data
        }
    return part


def _form(said: MultiDict[str, str] | None) -> AskForm:
    # The token was checked before; what lies in a draft never had one.
    return ask_form(
        category_labels().values(), language(), formdata=said, meta={"csrf": False}, **_known()
    )


def _known() -> dict[str, str]:
    """What need not be typed, and the shop whose link leads here."""
    if request.method == "POST":
        return {}
    account = current_account()
    known = {"name": account.name, "phone": show_phone(account.phone)} if account else {}
    return known | {"supplier_id": request.args.get("supplier_id", "")}


def _whole(draft: Draft) -> tuple[AskForm, Whereabouts | None]:
    form = _form(draft.answers)
    form.validate()
    return form, form.find_place(current_app.config["CONNECT"])


def _send(form: AskForm, place: Whereabouts, draft: Draft) -> Response | None:
    opened = _open(form, place, draft.once, draft.mark)
    if opened is None:
        return None
    first, _space, mark = opened.partition(" ")
    if mark == draft.mark:
        answer = _welcome(first)
        keep_draft(answer, draft.emptied().sent_as(draft.once, first), MOST_BYTES_AFTER)
        return answer
    # It had arrived, its answer had not, and then something was changed: nothing is sent twice.
    answer = _already(first)
    keep_draft(answer, draft.renewed().sent_as(draft.once, first), MOST_BYTES_AFTER)
    return answer


def _send_page(form: AskForm, place: Whereabouts) -> Response | None:
    mark = _mark_of(form, place)
    opened = _open(form, place, form.once.data or "", mark)
    if opened is None:
        return None
    first, _space, before = opened.partition(" ")
    if before == mark:
        return _welcome(first)
    # The page before was sent, and this is something else: for the next caller, perhaps.
    remember_request(uuid.UUID(first))
    form.once.data = ""
    form.new_token()
    form.form_errors = [
        _("From this page a request has been sent already. Is this another one? Then send it.")
    ]
    return None


def _mark_of(form: AskForm, place: Whereabouts) -> str:
    """Changes with what is asked for, and where. A phone finds itself a few steps further each
    time: that changes nothing.
    """
    where = (place.address, place.code, round(place.point.lat, 3), round(place.point.lon, 3))
    said = orjson.dumps([form.details, where], default=str)
    return hashlib.sha256(said).hexdigest()[:16]


def _open(form: AskForm, place: Whereabouts, word: str, mark: str) -> str | None:
    """Opens what the form asks for, once for a word: the id of the request, and `mark` as it was
    then. None leaves the reasons in the form.
    """
    details = RequestDetails(**form.details, where=place)
    account, settings = current_account(), current_app.config["CONNECT"]

    def make() -> str:
        network = network_of(request.remote_addr)
        opened = service.open_request(
            details, account, settings, channel=Channel.WEB, network=network
        )
        return f"{opened.id.hex} {mark}"

    try:
        return once_by_word(word, "", make)
    except Invalid as invalid:
        form.add_errors({"categories": [t for texts in invalid.errors.values() for t in texts]})
        return None


def _welcome(request_hex: str) -> Response:
    flash(_("Your request is on its way. Please keep the code below."), "done")
    return _see(request_hex)


def _already(request_hex: str) -> Response:
    flash(_("This request had already been sent: here it is."), "done")
    return _see(request_hex)


def _see(request_hex: str) -> Response:
    remember_request(uuid.UUID(request_hex))
    return _led_to(request_hex)


def _led_to(request_hex: str) -> Response:
    # Whoever has this browser now sees of it what its session may see, and nothing by the draft.
    return redirect(url_for("help_requests.see", request_id=uuid.UUID(request_hex)), 303)
