"""What people are told of a gift: its public words, nobody's name, number or door.

None of it is worth waking somebody for: it waits until the night is over.
"""

from flask import current_app
from flask_babel import format_datetime
from flask_babel import gettext as _

from connect.accounts import account_by_id
from connect.foundation.i18n import FIRST_LANGUAGE, metres, speaking
from connect.giving.models import Gift, Reservation
from connect.giving.states import Side
from connect.giving.words import thing
from connect.help_requests import HelpRequest, request_by_id, tell_requester
from connect.notifications import notify

KIND, NEAR = "gift", "gift_near"


@speaking(FIRST_LANGUAGE)
def asked_for(reservation: Reservation) -> None:
    """Asks the giver whether somebody may have it."""
    text = _(
        "Someone would like to have %(what)s. Say yes or no before %(time)s: %(link)s",
        what=_what(reservation),
        time=_until(reservation),
        link=_link(reservation.gift),
    )
    _to_giver(text, reservation.gift)


@speaking(FIRST_LANGUAGE)
def given(reservation: Reservation) -> None:
    """Asks who needs something whether they want what somebody gives them."""
    text = _(
        "A neighbour gives you %(what)s. Say yes before %(time)s on the page of your request.",
        what=_what(reservation),
        time=_until(reservation),
    )
    _to_taker(text, reservation)


@speaking(FIRST_LANGUAGE)
def agreed(reservation: Reservation, side: Side) -> None:
    """Tells the other side that it was a yes, and where to see the rest."""
    if side == Side.GIVER:
        text = _(
            "Yes, you can have %(what)s. See where and when: %(link)s",
            what=_what(reservation),
            link=_link(reservation.gift),
        )
        _to_taker(text, reservation)
    else:
        text = _(
            "They will come for %(what)s. See whom to expect: %(link)s",
            what=_what(reservation),
            link=_link(reservation.gift),
        )
        _to_giver(text, reservation.gift)


@speaking(FIRST_LANGUAGE)
def released(reservation: Reservation, side: Side) -> None:
    """Tells the other side that one of the two has let go of it."""
    if side == Side.GIVER:
        text = _("Sorry, you cannot have it this time: %(what)s.", what=_what(reservation))
        _to_taker(text, reservation)
    else:
        text = _("They do not need it any more: %(what)s.", what=_what(reservation))
        _to_giver(text, reservation.gift)


@speaking(FIRST_LANGUAGE)
def reminder(reservation: Reservation) -> None:
    """Reminds, at half time, whoever has still to do something."""
    what, time = _what(reservation), _until(reservation)
    if not reservation.giver_agreed:
        link = _link(reservation.gift)
        text = _(
            "Someone still waits for your yes or no: %(what)s. Until %(time)s: %(link)s",
            what=what,
            time=time,
            link=link,
        )
        _to_giver(text, reservation.gift)
    elif not reservation.taker_agreed:
        text = _("Would you like to have %(what)s? Say so before %(time)s.", what=what, time=time)
        _to_taker(text, reservation)
    else:
        text = _(
            "%(what)s waits for you. If you cannot come before %(time)s, let go of it.",
            what=what,
            time=time,
        )
        _to_taker(text, reservation)


@speaking(FIRST_LANGUAGE)
def lapsed(reservation: Reservation) -> None:
    """Tells both that it is no longer kept."""
    text = _("A day has passed, so it is no longer kept: %(what)s.", what=_what(reservation))
    _to_giver(text, reservation.gift)
    _to_taker(text, reservation)


@speaking(FIRST_LANGUAGE)
def no_show(reservation: Reservation) -> None:
    """Tells who was to come that somebody waited in vain."""
    text = _(
        "You were expected and nobody came: %(what)s. It is no longer kept for you.",
        what=_what(reservation),
    )
    _to_taker(text, reservation)


@speaking(FIRST_LANGUAGE)
def collected(reservation: Reservation, side: Side) -> None:
    """Tells the other side that it has changed hands."""
    if side == Side.GIVER:
        text = _(
            "You have it now: %(what)s. Would you like to say thank you?", what=_what(reservation)
        )
        _to_taker(text, reservation)
    else:
        text = _("It has been collected: %(what)s. Thank you!", what=_what(reservation))
        _to_giver(text, reservation.gift)


@speaking(FIRST_LANGUAGE)
def thanked(reservation: Reservation) -> None:
    """Tells the giver that there are thanks to read: where it costs nothing."""
    text = _("Someone thanks you: %(what)s. Open to read it.", what=_what(reservation))
    _to_giver(text, reservation.gift, rings=False)


@speaking(FIRST_LANGUAGE)
def near(gift: Gift, request: HelpRequest, distance_m: float) -> None:
    """Tells who asked for it that somebody near gives it."""
    text = _(
        "Someone near you (about %(away)s) gives %(what)s. It is on the page of your request.",
        away=metres(distance_m),
        what=thing(gift.what, gift.amount, gift.unit),
    )
    tell_requester(NEAR, text, request, may_wait=True)


def _what(reservation: Reservation) -> str:
    return thing(reservation.gift.what, reservation.amount, reservation.gift.unit)


def _until(reservation: Reservation) -> str:
    return str(format_datetime(reservation.lapses_at, "short"))


def _link(gift: Gift) -> str:
    base_url: str = current_app.config["CONNECT"].base_url
    return f"{base_url}/giving/{gift.id}"


@speaking(FIRST_LANGUAGE)
def picture_refused(gift: Gift, why: str) -> None:
    """Tells the giver that nobody sees their picture, and why; the gift stays on the list."""
    text = _("%(what)s stays on the list without its picture: %(why)s You can choose another one.")
    _to_giver(str(text % {"what": thing(gift.what, 1, ""), "why": why}), gift, rings=False)


def _to_giver(text: str, gift: Gift, *, rings: bool = True) -> None:
    account = gift.giver
    phone = account.phone if rings else None
    notify(kind=KIND, text=text, phone=phone, account_id=account.id, may_wait=True)


def _to_taker(text: str, reservation: Reservation) -> None:
    account = account_by_id(reservation.taker_id) if reservation.taker_id else None
    if account is not None:
        notify(kind=KIND, text=text, phone=account.phone, account_id=account.id, may_wait=True)
    elif reservation.request_id is not None:
        request = request_by_id(reservation.request_id)
        if request is not None:
            tell_requester(KIND, text, request, may_wait=True)
