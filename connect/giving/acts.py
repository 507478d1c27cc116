"""The buttons of giving: reserve, give, yes, let go, collected, nobody came, thanks, take back."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import current_account, signed_in_account
from connect.foundation.errors import Invalid, NotFound, NotSignedIn, WrongState
from connect.foundation.web import limiter
from connect.giving import queries, service, taking
from connect.giving.access import for_request, refuse_apart, side_of
from connect.giving.forms import PartForm, ThanksForm
from connect.giving.models import Reservation
from connect.giving.states import Side
from connect.help_requests import view_of

bp = Blueprint("giving_acts", __name__)


@bp.post("/giving/<uuid:gift_id>/reserve")
@limiter.limit("60/hour")
def reserve(gift_id: uuid.UUID) -> Response:
    """Asks for a part of it: by one's account, or for a request of one's own."""
    request_id = _request_id()
    if request_id is None and current_account() is None:
        raise NotSignedIn
    account = for_request(request_id).account if request_id else signed_in_account()
    refuse_apart(gift_id)
    return _done(
        gift_id,
        lambda: taking.reserve(gift_id, _amount(), account, request_id),
        _("It is kept for you. We tell you as soon as the giver says yes."),
    )


@bp.post("/giving/<uuid:gift_id>/give/<uuid:request_id>")
@limiter.limit("60/hour")
def give(gift_id: uuid.UUID, request_id: uuid.UUID) -> Response:
    """The giver chooses who shall have it."""
    account = signed_in_account()
    view_of(request_id)  # one that is not there for them
    return _done(
        gift_id,
        lambda: taking.give(gift_id, request_id, _amount(), account),
        _("They are asked. It is kept for them until they say yes or no."),
    )


@bp.post("/giving/reservations/<uuid:reservation_id>/agree")
def agree(reservation_id: uuid.UUID) -> Response:
    """Yes."""
    return _acted(reservation_id, taking.agree, _("Good. Now you both see how to find each other."))


@bp.post("/giving/reservations/<uuid:reservation_id>/release")
def release(reservation_id: uuid.UUID) -> Response:
    """No, or not any more."""
    return _acted(reservation_id, taking.release, _("All right. It is no longer kept."))


@bp.post("/giving/reservations/<uuid:reservation_id>/collected")
def collected(reservation_id: uuid.UUID) -> Response:
    """It has changed hands."""
    return _acted(reservation_id, taking.collect, _("Wonderful. Thank you for telling us."))


@bp.post("/giving/reservations/<uuid:reservation_id>/no-show")
def no_show(reservation_id: uuid.UUID) -> Response:
    """The giver waited in vain."""
    return _acted(
        reservation_id, taking.no_show, _("Sorry that nobody came. It is no longer kept.")
    )


@bp.post("/giving/reservations/<uuid:reservation_id>/thanks")
def thank(reservation_id: uuid.UUID) -> Response:
    """A few words for the giver."""
    form = ThanksForm()
    said = form.text.data or "" if form.validate() else ""

    def thanked(id_: uuid.UUID, side: Side, actor: str) -> Reservation:
        if not said:
            raise WrongState(next(iter(form.first_errors.values()), ""))
        return taking.thank(id_, said, side, actor)

    return _acted(reservation_id, thanked, _("Your thanks are on their way."))


@bp.post("/giving/<uuid:gift_id>/withdraw")
def withdraw(gift_id: uuid.UUID) -> Response:
    """Takes it back."""
    account = signed_in_account()
    return _done(
        gift_id,
        lambda: service.withdraw(gift_id, account),
        _("It is off the list. Whom it was kept for is told."),
    )


def _acted(
    reservation_id: uuid.UUID,
    act: Callable[[uuid.UUID, Side, str], Reservation],
    said: str,
) -> Response:
    side, actor = side_of(reservation_id)
    kept = queries.reservation_by_id(reservation_id)
    if kept is None:
        raise NotFound
    return _done(kept.gift_id, lambda: act(reservation_id, side, actor), said)


def _done(gift_id: uuid.UUID, act: Callable[[], object], said: str) -> Response:
    """Does it, and says so, or why not, on the page of the gift."""
    try:
        act()
    except WrongState as error:
        flash(_(error.title), "error")
    except Invalid as error:
        flash(next(text for texts in error.errors.values() for text in texts), "error")
    else:
        flash(said, "done")
    return redirect(url_for("giving.gift", gift_id=gift_id), 303)


def _amount() -> int:
    form = PartForm()
    if not form.validate():
        raise Invalid({"amount": list(form.amount.errors)})
    return form.amount.data or 1


def _request_id() -> uuid.UUID | None:
    told = request.form.get("request_id")
    if not told:
        return None
    try:
        return uuid.UUID(told)
    except ValueError:
        raise NotFound from None
