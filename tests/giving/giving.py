"""What tests of giving do: offer things, ask for them, look at what is there."""

import uuid
from datetime import timedelta
from typing import Any

from flask import Flask

from connect.accounts import Account
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db
from connect.geo import Point, Whereabouts
from connect.giving import service
from connect.giving.models import Gift, ListedGift, Reservation
from connect.giving.service import GiftDetails
from connect.help_requests import HelpRequest, ItemDetails
from tests.people import DISTRICT_7
from tests.situations import SECRETS, ask

# What only the two sides may read of the gift that `a_gift` describes.
DOOR = SECRETS["door"]
HERE = Point(DISTRICT_7["lat"], DISTRICT_7["lon"])


def a_gift(**changes: Any) -> GiftDetails:
    """Twelve textbooks in District 7, for a week from today."""
    today = utcnow().astimezone(HOME_ZONE).date()
    told: dict[str, Any] = {
        "what": "Sách giáo khoa lớp 5",
        "amount": 12,
        "unit": "quyển",
        "where": Whereabouts(point=HERE, address=DOOR),
        "first_day": today,
        "last_day": today + timedelta(days=7),
    }
    return GiftDetails(**(told | changes))


def give(app: Flask, account: Account, **changes: Any) -> Gift:
    """Offers things; in a request context."""
    return service.offer(a_gift(**changes), account, app.config["CONNECT"])


def ask_for_books(app: Flask, account: Account | None = None, **changes: Any) -> HelpRequest:
    """Somebody near asks for two textbooks; in a request context."""
    told: dict[str, Any] = {
        "items": [ItemDetails(category="school_supplies", goods="Sách lớp 5", quantity="2 cuốn")],
        "phone": account.phone if account else "+84912345699",
        "name": "Bà Tư",
        "where": Whereabouts(point=Point(HERE.lat + 0.004, HERE.lon), address="số 9 đường Kín"),
    }
    return ask(app, account, **(told | changes))


def gift_now(gift_id: uuid.UUID) -> Gift:
    """The row as the database holds it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Gift, gift_id)


def reservation_now(reservation_id: uuid.UUID) -> Reservation:
    """The row as the database holds it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Reservation, reservation_id)


def is_listed(gift_id: uuid.UUID) -> bool:
    """Whether strangers find it."""
    db.session.rollback()
    return db.session.query(ListedGift).filter_by(gift_id=gift_id).count() > 0
