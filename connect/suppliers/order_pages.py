"""The desk of the orders: what holds for the shops of one's areas, a new one, lifted in one tap."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import Account, coordinator
from connect.foundation.clock import utcnow
from connect.foundation.errors import Invalid, WrongState
from connect.geo import Place, area_names, area_of_code, provinces, wards_of
from connect.responders import lift_order, may_lift, orders_in, write_order
from connect.suppliers.order_forms import OrderForm
from connect.suppliers.order_words import told

MOST_PAST = 20
bp = Blueprint("opening_orders", __name__)


@bp.get("/desk/opening-orders")
def desk() -> str:
    """The orders that hold in one's areas, or will, and the last ones that are over."""
    account, now = coordinator(), utcnow()
    found = orders_in(account.desk_areas)
    return render_template(
        "suppliers/orders.html",
        area=area_names(account.desk_areas),
        orders=[told(one, now) for one in found if not one.is_over(now)],
        past=[told(one, now) for one in found if one.is_over(now)][:MOST_PAST],
        may_lift=lambda order: may_lift(account, order),
    )


@bp.route("/desk/opening-orders/new", methods=["GET", "POST"])
def new() -> Response | tuple[str, int]:
    """Writes one. Who serves the whole country first chooses a province."""
    account = coordinator()
    whole = _own_places(account)
    if not whole:
        return render_template("suppliers/order_where.html", provinces=provinces()), 200
    wards = [ward for place in whole if place.kind == "province" for ward in wards_of(place.code)]
    form = OrderForm(whole, wards)
    if form.validate_on_submit():
        try:
            write_order(account, form.details)
        except Invalid as invalid:
            form.add_errors(invalid.errors)
        else:
            return _back(_("Written. Within a minute it holds for all shops there."))
    page = render_template("suppliers/order.html", form=form, whole=whole, wards=wards)
    return page, 422 if form.is_submitted() else 200


@bp.post("/desk/opening-orders/<uuid:order_id>/lift")
def lift(order_id: uuid.UUID) -> Response:
    """Ends one now."""
    try:
        lift_order(coordinator(), order_id)
    except WrongState as error:
        return _back(_(error.title), "error")
    return _back(_("Lifted. Within a minute the shops' own hours hold again."))


def _own_places(account: Account) -> list[Place]:
    """The places of a desk; of an admin's the province that was chosen, none before."""
    areas = account.desk_areas
    if areas is None:
        chosen = area_of_code(request.args.get("province", ""))
        return [chosen] if chosen and chosen.kind == "province" else []
    return [place for place in map(area_of_code, areas) if place]


def _back(said: str, kind: str = "done") -> Response:
    flash(said, kind)
    return redirect(url_for(".desk"), 303)
