"""The pages of the help requests: look around, one request, what is mine."""

import uuid
from datetime import timedelta
from typing import Any

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
from markupsafe import Markup
from werkzeug.wrappers import Response

from connect.accounts import Account, current_account
from connect.foundation.clock import utcnow
from connect.foundation.errors import NotFound
from connect.foundation.i18n import language
from connect.foundation.pages import keep_offline
from connect.foundation.web import limiter
from connect.geo import place_asked
from connect.help_requests import cases, measure, merging, news, queries
from connect.help_requests.access import Standing
from connect.help_requests.assignments import LEASE
from connect.help_requests.pages.browsing import Listing, filters, listing
from connect.help_requests.pages.forms import FindForm
from connect.help_requests.pages.request_page import offers_in_words, request_page, short
from connect.help_requests.viewer import held_tokens, remember_request, remember_token, view_of
from connect.help_requests.who_goes import helper_name
from connect.notifications import account_topic, count_unread
from connect.responders import category_labels, invitations_to, joined, responders_of, tier_of

# How long a phone may show its copy of what is one's own while the line is gone.
OWN_KEPT = timedelta(days=7)
bp = Blueprint("help_requests", __name__)


@bp.get("/requests")
def nearby() -> tuple[str, int]:
    """Open requests: the nearest public cells first, or the newest without a place."""
    asked = place_asked(request.args, current_app.config["CONNECT"])
    labels = category_labels()
    empty = Listing(Markup(), None)
    found = empty if asked.error else listing(request.args, asked.point, labels, language())
    page = render_template(
        "help_requests/nearby.html",
        asked=asked,
        found=found,
        filters=filters(request.args, asked, labels, language()),
        topics=news.list_topics(asked.point),
    )
    return page, 422 if asked.error else 200


@bp.get("/requests/<uuid:request_id>")
def see(request_id: uuid.UUID) -> str:
    """One request: its public part, and for those involved all of it."""
    view = view_of(request_id)
    if Standing.REQUESTER in view.standings:
        keep_offline(OWN_KEPT)
    elif Standing.CLAIMANT in view.standings:
        keep_offline(LEASE)
    return render_template("help_requests/request.html", **request_page(view))


@bp.get("/m/<token>")
def manage(token: str) -> Response:
    """The link that acts for the requester: this browser remembers it, the address does not.

    Of a request that was asked twice it leads to the one that goes on, while that goes on, as
    whoever one is there: who holds a link need not be whose phone stands in it.
    """
    request_id = queries.id_of_manage_token(token)
    if request_id is None or queries.request_by_id(request_id) is None:
        raise NotFound
    remember_token(token)
    kept = merging.kept_instead_of(request_id)
    if kept is not None and merging.goes_on_no_more(request_id):
        kept = None  # theirs can be opened again
    if kept is not None:
        flash(_("You had asked twice. This is the request that goes on."), "done")
    return redirect(url_for(".see", request_id=kept.id if kept else request_id), 303)


@bp.route("/find-request", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"])
def find() -> Response | tuple[str, int]:
    """The way back to a request for who kept its code: the code and the phone together."""
    form = FindForm()
    if form.validate_on_submit():
        found = queries.request_by_code(form.bare_code, form.phone.e164 or "")
        if found is not None:
            remember_request(found.id)
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
    asked = {id_: one for id_, one in asked.items() if one.erased_at is None}
    page: dict[str, Any] = {"cases": [], "offers": [], "profiles": [], "unread": 0}
    page |= {"ours": [], "groups": [], "invitations": [], "topics": []}
    if account is not None:
        asked |= {one.id: one for one in queries.requests_of(account.id)}
        page |= _cases(account)
        page["groups"] = joined(account.id)
        page["invitations"] = invitations_to(account)
        page["offers"] = offers_in_words(cases.offers_to(account, utcnow()))
        page["profiles"] = responders_of(account.id)
        page["tier"], page["at_once"] = tier_of(account), measure.at_once(account)
        page["unread"] = count_unread(account.id)
        page["topics"].append(account_topic(account.id))
    if account is not None or asked:
        keep_offline(OWN_KEPT)
    newest = sorted(asked.values(), key=lambda one: one.created_at, reverse=True)
    shown = [case.request_id for case, *_rest in (*page["cases"], *page["ours"], *page["offers"])]
    page["topics"] += [news.request_topic(id_) for id_ in [one.id for one in newest] + shown]
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
