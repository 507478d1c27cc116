"""The desk of the entries: who says that a shop is theirs, which two are one, what was merged."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import coordinator, current_account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.errors import WrongState
from connect.geo import Point, area_names, distance_m
from connect.responders import Responder, hours_in_words
from connect.suppliers import desk_queries, entries, merges, prices, reports
from connect.suppliers.claim_forms import MergeForm
from connect.suppliers.models import Refusal
from connect.suppliers.report_pages import TROUBLES
from connect.suppliers.words import REFUSALS

CLAIMS, DOUBLES, MERGES = 30, 30, 20
bp = Blueprint("entries_desk", __name__)


@bp.get("/desk/entries")
def desk() -> str:
    """What waits in one's areas."""
    account = coordinator()
    areas = account.desk_areas
    claims = desk_queries.claims_in(areas, CLAIMS)
    for claim in claims:  # whose phone is shown
        audit.record_look(str(account.id), claim.id)
    reported = reports.reports_in(areas)
    return render_template(
        "suppliers/desk.html",
        area=area_names(areas),
        me=account,
        claims=claims,
        more_claims=desk_queries.count_claims_in(areas) - len(claims),
        doubles=desk_queries.doubles_in(areas, DOUBLES),
        more_doubles=max(desk_queries.count_doubles_in(areas) - DOUBLES, 0),
        merged=desk_queries.merges_in(areas, utcnow() - merges.CAN_BE_UNDONE, MERGES),
        refusals=REFUSALS,
        apart=_apart_m,
        reported=reported,
        prices=prices.told_of(reported),
        troubles=TROUBLES,
    )


@bp.post("/desk/entries/claims/<uuid:claim_id>/grant")
def grant(claim_id: uuid.UUID) -> Response:
    """The shop is theirs."""
    account = coordinator()
    return _done(lambda: entries.grant(account, claim_id), _("They look after the shop now."))


@bp.post("/desk/entries/claims/<uuid:claim_id>/refuse")
def refuse(claim_id: uuid.UUID) -> Response:
    """It is not; they are told why."""
    account, reason = coordinator(), request.form.get("reason", "")
    if reason not in list(Refusal):
        flash(_("Choose a reason."), "error")
        return redirect(url_for(".desk"), 303)
    return _done(
        lambda: entries.refuse(account, claim_id, Refusal(reason)), _("They are told why.")
    )


@bp.route("/desk/entries/<uuid:shop_id>/<uuid:twin_id>", methods=["GET", "POST"])
def merge(shop_id: uuid.UUID, twin_id: uuid.UUID) -> Response | tuple[str, int]:
    """Two entries side by side: one shop or two?"""
    account = coordinator()
    pair = merges.pair(account, shop_id, twin_id)
    form = MergeForm()
    form.offer({str(one.id): one.name for one in pair})
    if form.validate_on_submit():
        stays = uuid.UUID(form.stays.data)
        gone = twin_id if stays == shop_id else shop_id
        return _done(lambda: merges.merge(account, stays, gone), _("They are one shop now."))
    page = render_template(
        "suppliers/merge.html",
        pair=pair,
        form=form,
        apart_m=_apart_m(*pair),
        hours_in_words=hours_in_words,
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/desk/entries/<uuid:shop_id>/<uuid:twin_id>/apart")
def tell_apart(shop_id: uuid.UUID, twin_id: uuid.UUID) -> Response:
    """They are two shops."""
    account = coordinator()
    return _done(
        lambda: merges.tell_apart(account, shop_id, twin_id),
        _("They stay two shops. Nobody is asked about them again."),
    )


@bp.post("/desk/entries/merged/<uuid:gone_id>/undo")
def undo(gone_id: uuid.UUID) -> Response:
    """Takes a merge back."""
    account = coordinator()
    return _done(lambda: merges.undo(account, gone_id), _("They are two shops again."))


def entries_to_decide() -> int:
    """How many wait for whoever is signed in; 0 for who has no desk."""
    account = current_account()
    if account is None or not account.has_desk:
        return 0
    areas = account.desk_areas
    return (
        desk_queries.count_claims_in(areas)
        + desk_queries.count_doubles_in(areas)
        + reports.count_reported_in(areas)
    )


def _apart_m(one: Responder, other: Responder) -> float:
    return distance_m(*(Point(at.lat, at.lon) for at in (one, other)))


def _done(act: Callable[[], None], said: str) -> Response:
    try:
        act()
    except WrongState as error:
        flash(_(error.title), "error")
    else:
        flash(said, "done")
    return redirect(url_for(".desk"), 303)
