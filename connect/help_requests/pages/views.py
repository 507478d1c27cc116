"""The pages of the help requests: ask, look around, one request, what is mine."""

import uuid
from typing import Any

import orjson
from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import Account, current_account
from connect.foundation.clock import utcnow
from connect.foundation.errors import Invalid, NotFound
from connect.foundation.i18n import language
from connect.foundation.idempotency import once_by_word
from connect.foundation.phones import show_phone
from connect.foundation.web import limiter, was_made
from connect.geo import place_asked
from connect.help_requests import cases, queries, service
from connect.help_requests.pages.browsing import Listing, filters, listing
from connect.help_requests.pages.forms import AskForm, FindForm, ask_form
from connect.help_requests.pages.request_page import offers_in_words, request_page, short
from connect.help_requests.service import RequestDetails
from connect.help_requests.viewer import held_tokens, remember_token, view_of
from connect.help_requests.who_goes import helper_name
from connect.notifications import count_unread
from connect.responders import category_labels, invitations_to, joined, responders_of

bp = Blueprint("help_requests", __name__)


@bp.get("/requests")
def nearby() -> tuple[str, int]:
    """Open requests: the nearest public cells first, or the newest without a place."""
    asked = place_asked(request.args, current_app.config["CONNECT"])
    labels = category_labels()
    empty = Listing([], None)
    found = empty if asked.error else listing(request.args, asked.point, labels, language())
    page = render_template(
        "help_requests/nearby.html",
        asked=asked,
        found=found,
        filters=filters(request.args, asked, labels, language()),
    )
    return page, 422 if asked.error else 200


@bp.route("/requests/new", methods=["GET", "POST"])
@limiter.limit("30/hour", methods=["POST"], deduct_when=was_made)
def new() -> Response | tuple[str, int]:
    """Asks for help; no account is needed."""
    account = current_account()
    known = {"name": account.name, "phone": show_phone(account.phone)} if account else {}
    form = ask_form(category_labels().values(), language(), **known)
    opened = _open(form, account) if form.is_submitted() else None
    if opened is None:
        page = render_template("help_requests/new.html", form=form)
        return page, 422 if form.is_submitted() else 200
    _remember(opened)
    flash(_("Your request is on its way. Please keep the code below."), "done")
    return redirect(url_for(".see", request_id=opened), 303)


@bp.get("/requests/<uuid:request_id>")
def see(request_id: uuid.UUID) -> str:
    """One request: its public part, and for those involved all of it."""
    view = view_of(request_id)
    return render_template("help_requests/request.html", **request_page(view))


@bp.get("/m/<token>")
def manage(token: str) -> Response:
    """The link that acts for the requester: this browser remembers it, the address does not."""
    request_id = queries.id_of_manage_token(token)
    if request_id is None or queries.request_by_id(request_id) is None:
        raise NotFound
    remember_token(token)
    return redirect(url_for(".see", request_id=request_id), 303)


@bp.route("/find-request", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"])
def find() -> Response | tuple[str, int]:
    """The way back to a request for who kept its code: the code and the phone together."""
    form = FindForm()
    if form.validate_on_submit():
        found = queries.request_by_code(form.bare_code, form.phone.e164 or "")
        if found is not None:
            _remember(found.id)
            return redirect(url_for(".see", request_id=found.id), 303)
        form.add_errors({"code": [_("This code and phone number do not belong together.")]})
    page = render_template("help_requests/find.html", form=form)
    return page, 422 if form.is_submitted() else 200


@bp.get("/mine")
def mine() -> str:
    """My requests, my cases, what I am asked, my responders: by account or by kept links."""
    account = current_account()
    ids = {queries.id_of_manage_token(token) for token in held_tokens()}
    asked = {one.id: one for one in queries.requests_by_ids(id_ for id_ in ids if id_)}
    page: dict[str, Any] = {"cases": [], "offers": [], "profiles": [], "unread": 0}
    page |= {"ours": [], "groups": [], "invitations": []}
    if account is not None:
        asked |= {one.id: one for one in queries.requests_of(account.id)}
        page |= _cases(account)
        page["groups"] = joined(account.id)
        page["invitations"] = invitations_to(account)
        page["offers"] = offers_in_words(cases.offers_to(account, utcnow()))
        page["profiles"] = responders_of(account.id)
        page["unread"] = count_unread(account.id)
    newest = sorted(asked.values(), key=lambda one: one.created_at, reverse=True)
    return render_template(
        "help_requests/mine.html",
        person=account,
        wanted=[(one, short(one)) for one in newest],
        **page,
    )


def _cases(account: Account) -> dict[str, Any]:
    """What I go for, and what my colleagues go for, with the name of who does."""
    around = cases.cases_around(account)
    return {
        "cases": [(case, short(one)) for case, one in around if case.account_id == account.id],
        "ours": [
            (case, short(one), helper_name(case))
            for case, one in around
            if case.account_id != account.id
        ],
    }


def _open(form: AskForm, account: Account | None) -> uuid.UUID | None:
    """Opens what the form asks for, once for each sending; None leaves the reasons in the form."""
    valid = form.validate()
    where = form.find_place(current_app.config["CONNECT"])
    if not valid or where is None:
        return None
    details = RequestDetails(**form.details, where=where)
    try:
        opened = once_by_word(
            form.once.data or "",
            _said(),
            lambda: service.open_request(details, account, current_app.config["CONNECT"]).id.hex,
        )
    except Invalid as invalid:
        form.add_errors({"categories": [t for texts in invalid.errors.values() for t in texts]})
        return None
    return uuid.UUID(opened)


def _said() -> str:
    pairs = (pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token")
    return orjson.dumps(sorted(pairs)).decode()


def _remember(request_id: uuid.UUID) -> None:
    found = queries.request_by_id(request_id)
    if found is not None:
        remember_token(queries.manage_token(found))
