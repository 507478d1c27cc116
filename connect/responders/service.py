"""Use cases of the responders: register, change, pause, remove. Each keeps the indexes."""

import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from connect.accounts import Account, refuse_suspended
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.foundation.text import fold
from connect.geo import Point, is_in_country
from connect.responders import branches, edits, membership, offers, queries
from connect.responders.models import Category, Kind, Member, Responder
from connect.responders.moves import count_move
from connect.responders.order_keeping import keep_to_orders
from connect.responders.stock import GoodDetails, digest_of, is_as_told, take_stock
from connect.responders.vouch_models import Vouch

HOURS_AT_ONCE = 500
FIRST_RADIUS_M = 5_000.0
FIRST_CAPACITY = 3


@dataclass(frozen=True, kw_only=True)
class ResponderDetails:
    """What a responder says of itself; checked by forms and schemas before it comes here."""

    kind: str
    name: str
    point: Point
    categories: Sequence[str]
    radius_m: float
    capacity: int
    phone: str | None = None
    address: str = ""
    opening_hours: str = ""
    available: bool = True
    delivers: bool = False
    note: str = ""
    goods: Sequence[GoodDetails] = field(default_factory=tuple)


def register(
    account: Account, details: ResponderDetails, organisation_id: uuid.UUID | None = None
) -> Responder:
    """Registers a responder of this account, or a shop of an organisation that it acts for.

    A shop of an organisation belongs to whoever that one belongs to, not to who wrote it down.
    Raises `Invalid` for an unknown category, and when the account has moved too often today; with
    an organisation `NotFound`, `NotAllowed`, and `WrongState` where it has enough shops.
    """
    now = utcnow()
    refuse_suspended(account)
    _refuse_outside(details.kind, details.point)
    if organisation_id is not None and details.kind != Kind.SUPPLIER:
        raise Invalid({"organisation": [_("Only a shop can stand under an organisation.")]})
    with transaction():
        organisation = organisation_id and branches.organisation_with_room(account, organisation_id)
        if current_app.config["CONNECT"].limits:
            count_move(account.id, now)
        responder = add(account, details, now)
        if organisation:
            responder.owner_id, responder.organisation_id = organisation.owner_id, organisation.id
            edits.keep(organisation, {"kind"})  # no file makes something else of it
    return responder


def add(account: Account, details: ResponderDetails, now: datetime) -> Responder:
    """A new responder of this account, inside a transaction. Raises as `register`."""
    responder = Responder(id=uuid.uuid4(), owner_id=account.id, created_at=now)
    _fill(responder, details, now)
    db.session.add(responder)
    _keep([responder.id], now=now)
    audit.record(str(account.id), "responder_registered", responder.id)
    return responder


def change(
    account: Account,
    responder_id: uuid.UUID,
    details: Mapping[str, Any],
    *,
    goods_shown: str | None = None,
) -> Responder:
    """Changes the named details (names as in `ResponderDetails`).

    `goods_shown` is the digest of the goods that whoever changes them has seen. Raises `NotFound`,
    `NotAllowed`, and `Invalid` when the account has moved too often today, or the goods have
    changed since they were seen.
    """
    now = utcnow()
    if details.get("available"):
        refuse_suspended(account)
    with transaction():
        responder = _looked_after(account, responder_id)
        _refuse_another_kind(responder, details)
        if "goods" in details and goods_shown not in (None, digest_of(responder.goods)):
            changed_since = _(
                "The goods have changed since you opened this page. "
                "Save again to put yours in their place."
            )
            raise Invalid({"goods_shown": [changed_since]})
        _refuse_outside(
            details.get("kind", responder.kind),
            details.get("point", Point(responder.lat, responder.lon)),
        )
        if _reaches_elsewhere(responder, details):
            count_move(account.id, now)
        edits.keep(responder, _differing(responder, details))
        _change(responder, details, now)
        _keep([responder.id], now=now)
        audit.record(str(account.id), "responder_changed", responder.id, fields=sorted(details))
    return responder


def remove(account: Account, responder_id: uuid.UUID) -> None:
    """Takes a responder out for good. Raises `WrongState` while it still carries a case.

    What it has delivered stays delivered, by somebody without a name.
    """
    with transaction():
        branches.lock_with_shops(responder_id)
        responder = own_responder(account, responder_id)
        if responder.load:
            raise WrongState(_("Finish or hand back your open cases first."))
        forget([responder])
        audit.record(str(account.id), "responder_removed", responder_id)


def first_profile(account: Account, point: Point) -> Responder:
    """The volunteer profile that a first claim makes: paused, so that nothing is asked of it yet.

    `point` is a public one (the cell of the claimed request): we do not know where they live.
    """
    with transaction():
        responder = Responder(id=uuid.uuid4(), owner_id=account.id)
        _fill(
            responder,
            ResponderDetails(
                kind=Kind.VOLUNTEER,
                name=account.name,
                point=point,
                categories=(),
                radius_m=FIRST_RADIUS_M,
                capacity=FIRST_CAPACITY,
                available=False,
            ),
            utcnow(),
        )
        db.session.add(responder)
        audit.record(str(account.id), "responder_registered", responder.id)
    return responder


def keep_hours(now: datetime) -> int:
    """Opens and shuts the offers whose hours have changed; how many responders that were."""
    kept = 0
    while True:
        with transaction():
            asked = sa.select(Responder.id).where(Responder.hours_change_at <= now)
            due = list(db.session.scalars(asked.limit(HOURS_AT_ONCE)))
            if due:
                offers.keep_offers(due, now)
        kept += len(due)
        if len(due) < HOURS_AT_ONCE:
            return kept
        time.sleep(offers.REST_S)


def rebuild_indexes() -> None:
    """Both spatial indexes anew, from the responders' rows."""
    with transaction():
        offers.rebuild(utcnow())


def forget(gone: Sequence[Responder]) -> None:
    """Takes responders out, inside a transaction: rows without a name stay for the past.

    With them goes what was merged into them. No import brings them back.
    """
    gone = [*gone, *queries.merged_into([responder.id for responder in gone])]
    edits.let_stay_away(gone)
    for responder in gone:
        responder.owner_id = responder.source_id = responder.phone = None
        responder.edited = responder.merged_into_id = responder.organisation_id = None
        responder.name = responder.name_folded = "-"
        responder.address = responder.note = ""
        responder.lat = responder.lon = 0.0
        responder.available = False
        responder.kind = Kind.VOLUNTEER
        responder.goods = []
    ids = [responder.id for responder in gone]
    branches.stand_alone(ids)
    for known in (Member, Vouch):
        db.session.execute(sa.delete(known).where(known.responder_id.in_(ids)))
    _keep(ids, now=utcnow())


def own_responder(account: Account, responder_id: uuid.UUID) -> Responder:
    """A responder of this account, locked. Raises `NotFound`, and `NotAllowed` for others."""
    responder = _to_change(responder_id)
    if responder.owner_id != account.id:
        raise NotAllowed
    return responder


def _looked_after(account: Account, responder_id: uuid.UUID) -> Responder:
    responder = _to_change(responder_id)
    if not membership.looks_after(responder, account.id):
        raise NotAllowed
    return responder


def _to_change(responder_id: uuid.UUID) -> Responder:
    responder = queries.responder_to_change(responder_id)
    if responder is None:
        raise NotFound
    return responder


def _fill(responder: Responder, details: ResponderDetails, now: datetime) -> None:
    said = {name: getattr(details, name) for name in details.__dataclass_fields__}
    _change(responder, said, now)


def _change(responder: Responder, details: Mapping[str, Any], now: datetime) -> None:
    for name, value in details.items():
        if name == "point":
            responder.lat, responder.lon = value
        elif name == "categories":
            responder.categories = _categories(value)
        elif name == "goods":
            take_stock(responder, value, now)
        else:
            setattr(responder, name, value)
    responder.name_folded = fold(responder.name)


def _differing(responder: Responder, details: Mapping[str, Any]) -> set[str]:
    """Which of these details are others than those of now: a page sends all that it shows."""

    def differs(name: str, value: Any) -> bool:
        if name == "point":
            return bool(value != (responder.lat, responder.lon))
        if name == "categories":
            return set(value) != {category.code for category in responder.categories}
        if name == "goods":
            return not is_as_told(value, responder.goods)
        return bool(value != getattr(responder, name))

    return {name for name, value in details.items() if differs(name, value)}


def _categories(codes: Iterable[str]) -> list[Category]:
    wanted = set(codes)
    found = list(
        db.session.scalars(
            sa.select(Category).where(Category.code.in_(wanted)).order_by(Category.id)
        )
    )
    if len(found) < len(wanted):
        raise Invalid({"categories": [_("This kind of help is not known.")]})
    return found


def _refuse_outside(kind: str, point: Point) -> None:
    """A shop is gone to, so it is in the country; advice may come from anywhere."""
    anywhere = current_app.config["CONNECT"].anywhere
    if kind == Kind.SUPPLIER and not anywhere and not is_in_country(point):
        raise Invalid({"location": [_("This place is not in Viet Nam. Choose where the shop is.")]})


def _refuse_another_kind(responder: Responder, details: Mapping[str, Any]) -> None:
    """A shop under an organisation stays a shop, and what has shops an organisation."""
    if details.get("kind", responder.kind) == responder.kind:
        return
    if responder.organisation_id or branches.count_branches(responder.id):
        raise Invalid({"kind": [_("Shops stand under an organisation here. Take them out first.")]})


def _reaches_elsewhere(responder: Responder, details: Mapping[str, Any]) -> bool:
    now = {"point": (responder.lat, responder.lon), "radius_m": responder.radius_m}
    return any(name in details and details[name] != was for name, was in now.items())


def _keep(responder_ids: Sequence[uuid.UUID], *, now: datetime) -> None:
    keep_to_orders(responder_ids, now)
    offers.keep_offers(responder_ids, now)
    offers.keep_points(responder_ids)
