"""Use cases of who gives: offer things, change what is said of them, take them back."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import Account, refuse_suspended
from connect.foundation import audit
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.foundation.pictures import Picture
from connect.geo import Whereabouts
from connect.giving import listing, matching, notices, queries
from connect.giving.models import MOST_AMOUNT, Gift
from connect.giving.states import Act, GiftState, Side
from connect.giving.taking import finish_if_gone, put_back
from connect.goods import CATALOGUE, goods_in
from connect.help_requests import HelpRequest, without_phones
from connect.responders import Category, vouched_since

MOST_OFFERED = 20
LONGEST = timedelta(days=60)
TOLD, TOLD_A_DAY = 3, 2  # requests of one gift; gifts of one request
NEAR = "told_of_gift"
# While something of it is kept for someone, these stay as that one has read them.
HELD_FAST = frozenset({"what", "where", "category", "unit", "picture", "first_day"})


@dataclass(frozen=True, kw_only=True)
class GiftDetails:
    """What somebody gives. Without `category`, that of the first good that `what` names.

    Days are those of the country, both included; `brings_m` in metres, 0 where it is collected.
    """

    what: str
    where: Whereabouts
    first_day: date
    last_day: date
    category: str = ""
    amount: int = 1
    unit: str = ""
    note: str = ""
    hours: str = ""
    brings_m: int = 0
    picture: Picture | None = None


def offer(details: GiftDetails, account: Account, settings: Settings) -> Gift:
    """Offers things, and tells the nearest few who have asked for such. Raises `Invalid`."""
    refuse_suspended(account)
    with transaction():
        if queries.count_offered(account.id) >= MOST_OFFERED:
            raise Invalid(
                {"what": [_("You give twenty things already: take one back before you add one.")]}
            )
        gift = put(details, account, settings)
        audit.record(str(account.id), "gift_offered", gift.id)
        _tell_nearest(gift)
    return gift


def put(details: GiftDetails, account: Account, settings: Settings) -> Gift:
    """Puts things on the list, inside a transaction; nobody is told. Raises `Invalid`."""
    gift = Gift(id=uuid.uuid4(), giver_id=account.id, available=details.amount)
    gift.giver = account
    _fill(gift, vars(details), settings)
    gift.category = _category(details.category, gift.goods)
    db.session.add(gift)
    if details.picture is not None:
        db.session.flush()
        listing.keep_photo(gift, details.picture, waiting=not seen_at_once(account))
    listing.keep_listed(gift)
    return gift


def change(
    gift_id: uuid.UUID, account: Account, changes: Mapping[str, Any], settings: Settings
) -> Gift:
    """Changes the named details (names as in `GiftDetails`) of what is still offered.

    Of what is kept for someone now neither the thing nor the place changes under their hands, nor
    its first day, and no change takes away what is kept or given. Raises `NotFound`, `NotAllowed`,
    `WrongState`, `Invalid`.
    """
    with transaction():
        gift = _checked_own(queries.gift_to_change(gift_id), account)
        if gift.state != GiftState.OFFERED:
            raise WrongState
        kept = gift.amount - gift.available
        if not HELD_FAST.isdisjoint(changes):
            check_unheld(gift)
        amount = changes.get("amount", gift.amount)
        if amount < max(1, kept):
            raise Invalid({"amount": [_("More than this is kept or given already.")]})
        _fill(gift, {"first_day": gift.first_day, "last_day": gift.last_day, **changes}, settings)
        gift.available = amount - kept
        if changes.get("category"):
            gift.category = _category(changes["category"], gift.goods)
        if "picture" in changes:
            waiting = not seen_at_once(account)
            listing.keep_photo(gift, changes["picture"], waiting=waiting)
        finish_if_gone(gift)
        listing.keep_listed(gift)
        audit.record(str(account.id), "gift_changed", gift.id, fields=sorted(changes))
    return gift


def withdraw(gift_id: uuid.UUID, account: Account) -> Gift:
    """Takes it back: the giver, or a coordinator of the area. Whom it was kept for is told.

    Once more changes nothing. Raises `NotFound` and `NotAllowed`.
    """
    with transaction():
        gift = queries.gift_to_change(gift_id)
        if gift is None:
            raise NotFound
        if gift.giver_id != account.id and not coordinates(account, gift):
            raise NotAllowed
        if is_under_way(gift):
            stop(gift, GiftState.WITHDRAWN)
            audit.record(str(account.id), "gift_withdrawn", gift.id)
    return gift


def is_under_way(gift: Gift) -> bool:
    """Whether it is offered, or its days are over and something of it is still kept for someone."""
    return gift.state == GiftState.OFFERED or bool(queries.reservations_on(gift.id, active=True))


def stop(gift: Gift, state: GiftState) -> None:
    """Ends an offer, inside a transaction that holds it.

    One that is taken back is kept for nobody any more; whose days are over, whoever has something
    of it still may collect that.
    """
    gift.state, gift.ended_at = state, utcnow()
    if state == GiftState.WITHDRAWN:
        for reservation in queries.reservations_on(gift.id, active=True):
            put_back(reservation, Act.RELEASE)
            notices.released(reservation, Side.GIVER)
    listing.keep_listed(gift)


def coordinates(account: Account | None, gift: Gift) -> bool:
    """Whether an account looks after the area of a gift."""
    return account is not None and account.serves(gift.ward_code, gift.province_code)


def seen_at_once(account: Account) -> bool:
    """Whether all see this giver's pictures at once: who coordinates, or is vouched for."""
    return account.has_desk or vouched_since(account.id) is not None


def own_gift(gift_id: uuid.UUID, account: Account) -> Gift:
    """A gift of one's own. Raises `NotFound` and `NotAllowed`."""
    return _checked_own(queries.gift_by_id(gift_id), account)


def check_unheld(gift: Gift) -> None:
    """Raises `WrongState` unless it is offered, and nothing of it is kept for anybody now."""
    if gift.state != GiftState.OFFERED:
        raise WrongState
    if queries.reservations_on(gift.id, active=True):
        raise WrongState(_("Some of it is kept for someone, so this cannot change now."))


def _checked_own(gift: Gift | None, account: Account) -> Gift:
    if gift is None:
        raise NotFound
    if gift.giver_id != account.id:
        raise NotAllowed
    return gift


def _fill(gift: Gift, details: Mapping[str, Any], settings: Settings) -> None:
    _check_days(gift, details["first_day"], details["last_day"])
    gift.first_day, gift.last_day = details["first_day"], details["last_day"]
    gift.ends_at = datetime.combine(gift.last_day + timedelta(days=1), time.min, HOME_ZONE)
    for name in ("what", "unit", "note", "hours"):
        if name in details:
            setattr(gift, name, without_phones(details[name]))
    for name in ("amount", "brings_m"):
        if name in details:
            setattr(gift, name, details[name])
    if not 1 <= gift.amount <= MOST_AMOUNT:
        raise Invalid(
            {"amount": [_("Write a whole number from %(min)d to %(max)d.", min=1, max=MOST_AMOUNT)]}
        )
    if "what" in details:
        gift.goods = [entry.code for entry in goods_in(gift.what)]
    if "where" in details:
        listing.place(gift, details["where"], settings)


def _check_days(gift: Gift, first: date, last: date) -> None:
    today = utcnow().astimezone(HOME_ZONE).date()
    if last < first:
        raise Invalid({"last_day": [_("The last day comes before the first.")]})
    if last < today:
        raise Invalid({"last_day": [_("This day is over.")]})
    # What began before may go on; a new one does not begin in the past.
    if first < today and first != gift.first_day:
        raise Invalid({"first_day": [_("This day is over.")]})
    if last > today + LONGEST:
        raise Invalid({"last_day": [_("Choose a day within the next two months.")]})


def _category(code: str, goods: list[str]) -> Category:
    code = code or next((CATALOGUE[good].category for good in goods), "")
    known = db.session.scalar(sa.select(Category).where(Category.code == code, Category.active))
    if known is None:
        raise Invalid({"category": [_("Choose what kind of help it is.")]})
    return known


def _tell_nearest(gift: Gift) -> None:
    """A few only, and nobody again and again: a request hears of two gifts a day at most."""
    told = 0
    for asking in matching.requests_for(gift, 10 * TOLD):
        if told == TOLD:
            return
        if _told_lately(asking.request) < TOLD_A_DAY:
            notices.near(gift, asking.request, asking.distance_m)
            audit.record("system", NEAR, asking.request.id)
            told += 1


def _told_lately(request: HelpRequest) -> int:
    since = utcnow() - timedelta(days=1)
    return sum(one.action == NEAR and one.at > since for one in audit.history(request.id))
