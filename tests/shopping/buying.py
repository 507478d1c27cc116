"""What tests of the shopping do: ask, write the list, go, say what came of it."""

import io
import uuid
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation.database import db
from connect.help_requests import ItemDetails, queries
from connect.help_requests.models import Assignment
from connect.notifications.models import Delivery, Notice
from connect.shopping.models import Receipt, ShoppingList, Trip
from tests.people import People, Person
from tests.situations import ask, help_from
from tests.web import Browser

SHOPPING = [ItemDetails(category="shopping")]
NOTES = "Nhà có người dị ứng đậu phộng, hỏi bà Canary."
LIST: dict[str, Any] = {
    "lines": [
        {"code": "rice", "goods": "Gạo ST25", "quantity": "5 kg", "most_price": 120_000},
        {"goods": "Trứng gà", "quantity": "1 vỉ"},
        {"goods": "Bánh tráng", "quantity": ""},
    ],
    "budget": 300_000,
    "similar": True,
    "notes": NOTES,
}


class Order:
    """A request of Bà Tư for shopping, with its paths."""

    def __init__(self, app: Flask, request_id: uuid.UUID, token: str) -> None:
        self.app, self.id, self.token = app, request_id, token
        self.page = f"/requests/{request_id}"
        self.list_page = f"{self.page}/shopping-list"
        self.trip_page = f"{self.page}/shopping"
        self.list = f"/api/v1{self.list_page}"
        self.by_link = {"X-Manage-Token": token}

    def put(self, told: dict[str, Any] | None = None, **changes: Any) -> TestResponse:
        """Writes the list as who asked, by the manage link."""
        body = (told or LIST) | changes
        return self.app.test_client().put(self.list, json=body, headers=self.by_link)

    def seen(self, person: Person | None = None) -> dict[str, Any]:
        """The list as a person reads it, or who asked."""
        client = person.client if person else self.app.test_client()
        answer = client.get(self.list, headers={} if person else self.by_link)
        assert answer.status_code == 200
        told: dict[str, Any] = answer.get_json()
        return told

    def held_by(self, browser: Browser) -> Browser:
        """A browser, now with the manage link."""
        browser.hold(self.token)
        return browser


def an_order(app: Flask, **changes: Any) -> Order:
    """Somebody without an account asks for shopping, and nobody has gone yet."""
    with app.test_request_context():
        request = ask(app, **({"items": SHOPPING} | changes))
        return Order(app, request.id, queries.manage_token(request))


def taken(app: Flask, people: People, order: Order, who: str = "huong", **profile: Any) -> None:
    """One of the people goes for it."""
    person = getattr(people, who)
    with app.test_request_context():
        help_from(person.account(), **({"categories": ["shopping"]} | profile))
    answer = person.client.post(f"/api/v1{order.page}/claim")
    assert answer.status_code == 201, answer.get_json()


def written_and_taken(app: Flask, people: People, **changes: Any) -> Order:
    """A list of three things, for which Hương goes."""
    order = an_order(app)
    assert order.put(**changes).status_code == 200
    taken(app, people, order)
    return order


def says(browser: Browser, order: Order, photo: bytes | None = None, **typed: Any) -> TestResponse:
    """Fills in the page of the trip."""
    if photo is not None:
        typed["photo"] = (io.BytesIO(photo), "IMG_0001.jpg")
    answer = browser.send(order.trip_page, **typed)
    answer.request.environ["wsgi.input"].close()
    return answer


def list_now(order: Order) -> ShoppingList:
    """The list as the database holds it, in the context under way."""
    db.session.expire_all()
    return db.session.get_one(ShoppingList, order.id)


def trip_now(app: Flask, order: Order) -> Trip | None:
    """The last trip for a request."""
    with app.app_context():
        db.session.expire_all()
        return db.session.scalar(
            sa.select(Trip)
            .where(Trip.request_id == order.id)
            .order_by(Trip.begun_at.desc())
            .limit(1)
        )


def receipts(app: Flask) -> list[bytes]:
    """Every receipt that is kept."""
    with app.app_context():
        return list(db.session.scalars(sa.select(Receipt.jpeg)))


def lines_of(app: Flask, order: Order) -> list[uuid.UUID]:
    """The ids of the lines, in their order."""
    with app.app_context():
        return [line.id for line in list_now(order).lines]


def case_now(order: Order) -> Assignment:
    """Who goes, in the context under way."""
    db.session.expire_all()
    cases = db.session.query(Assignment).filter_by(request_id=order.id)
    return cases.order_by(Assignment.created_at.desc()).limit(1).one()


def notices_to(app: Flask, person: Person, kind: str) -> list[str]:
    """What an account was told of this kind, oldest first."""
    with app.app_context():
        told = db.session.query(Notice).filter_by(account_id=person.id, kind=kind)
        return [one.text for one in told.order_by(Notice.created_at)]


def messages(app: Flask, phone: str) -> list[str]:
    """What waits to be sent to a phone about the shopping, oldest first."""
    with app.app_context():
        asked = (
            sa.select(Notice.text)
            .join(Delivery, Delivery.notice_id == Notice.id)
            .where(Delivery.to == phone, Notice.kind == "shopping")
        )
        return list(db.session.scalars(asked.order_by(Notice.created_at)))
