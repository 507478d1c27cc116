"""The pages of the shopping: the list, the trip, the receipt."""

import uuid
from collections.abc import Sequence

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from connect.foundation.errors import NotFound, TooOften, WrongState
from connect.foundation.pages import keep_offline
from connect.goods import CATALOGUE
from connect.help_requests import LEASE, Assignment, View, view_of
from connect.shopping import access, queries, service, trips, words
from connect.shopping.forms import ListForm, TripForm, outcomes_in, typed
from connect.shopping.limits import writing
from connect.shopping.models import ShoppingLine
from connect.shopping.page_part import basket, shown_line
from connect.shopping.shops import shops_on_the_way
from connect.shopping.states import Answer

bp = Blueprint("shopping", __name__)


@bp.route("/requests/<uuid:request_id>/shopping-list", methods=["GET", "POST"])
@writing
def write(request_id: uuid.UUID) -> AnyResponse | tuple[str, int]:
    """The list, one thing a line; what cannot be kept stays in the form."""
    view = _to_write(request_id)
    form = ListForm()
    form.fill(queries.list_of(request_id))
    if not form.is_submitted() and not service.is_writable(view.request):
        return _back(request_id)
    if not form.is_submitted() or form.wants_more:
        return _list_page(view, form), 200
    if not form.read():
        return _list_page(view, form), 422
    try:
        service.write_list(view, form.details)
    except WrongState as error:
        form.add_errors({"": [_(error.title)]})
        return _list_page(view, form), error.status
    flash(_("Your list is kept. Whoever shops for you sees it."), "done")
    return _back(request_id)


@bp.route("/requests/<uuid:request_id>/shopping", methods=["GET", "POST"])
@writing
def shop(request_id: uuid.UUID) -> AnyResponse | tuple[str, int]:
    """For who shops: where, what, what it cost, and the receipt."""
    view = _to_shop(request_id)
    form, wanted = TripForm(), queries.list_of(request_id)
    if not form.is_submitted():
        keep_offline(LEASE)
        return _trip_page(view, form), 200
    if not form.read():
        return _trip_page(view, form), 422
    try:
        told = form.details(wanted.lines if wanted else ())
        trip = trips.keep_trip(view, told, form.photo.picture)
    except WrongState as error:
        # Somebody else goes now: what is private of them is not for this caller.
        flash(_(error.title), "error")
        return _back(request_id)
    except TooOften as error:
        form.add_errors({"": [_(error.title)]})
        return _trip_page(view, form), error.status
    asks = trip.answer == Answer.ASKED
    done = _("Kept. We have asked them: please wait for their word before you pay.")
    flash(done if asks else _("Kept. They see it on their page."), "done")
    return redirect(url_for(".shop", request_id=request_id), 303)


@bp.post("/requests/<uuid:request_id>/shopping/answer")
def answer(request_id: uuid.UUID) -> AnyResponse:
    """Who asked says whether it may cost more."""
    view, agreed = view_of(request_id), http.form.get("agree") == "yes"
    access.check_asked(view)
    try:
        trips.answer(view, agreed=agreed)
    except WrongState as error:
        flash(_(error.title), "error")
    else:
        flash(_("All right: we have told them."), "done")
    return _back(request_id)


@bp.post("/requests/<uuid:request_id>/shopping/packed")
def packed(request_id: uuid.UUID) -> AnyResponse:
    """A shop has everything ready."""
    view = _to_shop(request_id)
    try:
        trips.pack(view)
    except WrongState as error:
        flash(_(error.title), "error")
    else:
        flash(_("Good. They see that it is packed."), "done")
    return _back(request_id)


@bp.post("/requests/<uuid:request_id>/shopping/checked")
def checked(request_id: uuid.UUID) -> AnyResponse:
    """A coordinator has called: it is real."""
    view = view_of(request_id)
    access.check_coordinates(view)
    service.check(view)
    flash(_("Thank you. Whoever shops no longer sees the warning."), "done")
    return _back(request_id)


@bp.get("/requests/<uuid:request_id>/receipt")
def receipt(request_id: uuid.UUID) -> Response:
    """The receipt, for the two and coordinators of the area only."""
    view = view_of(request_id)
    case = queries.case_of(view.request) if access.sees_all(view) else None
    found = queries.receipt_of(case.id) if case else None
    if found is None:
        raise NotFound
    access.note_look(view)
    return Response(found, mimetype="image/jpeg")


def _to_write(request_id: uuid.UUID) -> View:
    view = view_of(request_id)
    access.check_may_write(view)
    access.check_is_shopping(view.request)
    return view


def _to_shop(request_id: uuid.UUID) -> View:
    view = view_of(request_id)
    access.check_shops(view)
    access.check_is_shopping(view.request)
    return view


def _said(
    lines: Sequence[ShoppingLine], going: Assignment | None
) -> dict[uuid.UUID, tuple[str | None, str]]:
    """What was said of each line before, by who goes now."""
    mine = {line.id: going is not None and line.told_by_id == going.id for line in lines}
    return {
        line.id: (line.outcome, line.instead) if mine[line.id] else (None, "") for line in lines
    }


def _list_page(view: View, form: ListForm) -> str:
    access.note_look(view)
    return render_template(
        "shopping/list.html",
        form=form,
        wanted=view.request,
        names=sorted({str(entry.name) for entry in CATALOGUE.values()}),
        basket=basket(view.request.id),
        limit=words.dong(current_app.config["CONNECT"].shopping_limit),
    )


def _trip_page(view: View, form: TripForm) -> str:
    access.note_look(view)
    kept, going = queries.list_of(view.request.id), queries.case_of(view.request)
    lines = kept.lines if kept else []
    trip = queries.trip_of(going)
    said = outcomes_in(http.form, lines) if form.is_submitted() else _said(lines, going)
    if not form.is_submitted():
        form.cost.data = typed(trip.cost if trip else None)
    elif form.photo.data and not form.photo.errors:
        # No browser fills a file in again.
        form.add_errors({"photo": [_("Please choose the picture again.")]})
    return render_template(
        "shopping/trip.html",
        form=form,
        wanted=view.request,
        lines=[(line, shown_line(line, None), *said[line.id]) for line in lines],
        basket=basket(view.request.id),
        stops=shops_on_the_way(view.request, going, lines) if going else [],
        goods_name=words.goods_name,
    )


def _back(request_id: uuid.UUID) -> AnyResponse:
    return redirect(url_for("help_requests.see", request_id=request_id, _anchor="shopping"), 303)
