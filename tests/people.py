"""Named people of the tests, and what they say."""

import uuid
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from connect.accounts import service
from connect.accounts.models import Account, Role
from connect.foundation.database import db, let_go_of_connection, transaction
from connect.foundation.security import hash_password
from tests.web import Browser, browser_of

PASSWORD = "correct horse battery"
PASSWORD_HASH = ""

DISTRICT_7 = {"lat": 10.7340, "lon": 106.7215}
BEN_THANH = {"lat": 10.7725, "lon": 106.6980}
HOAN_KIEM = {"lat": 21.0287, "lon": 105.8523}

PHONES = {
    "huong": "+84912345601",  # a volunteer with ten minutes
    "minh": "+84912345602",  # another volunteer
    "ba_tu": "+84912345603",  # old, alone, asks for help
    "chi_lan": "+84912345604",  # coordinates District 7's province
    "anh_ha": "+84912345605",  # coordinates Ha Noi
    "root": "+84912345606",  # admin
    "shop": "+84912345607",  # a shopkeeper
    "nobody": "+84912345608",  # signed in, has nothing to do with anything
}


class Person:
    """An account, and a client that speaks for it by bearer token."""

    def __init__(self, app: Flask, account_id: uuid.UUID, phone: str, token: str) -> None:
        self.id = account_id
        self.phone = phone
        self.token = token
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    @property
    def browser(self) -> Browser:
        """A new browser in which this person is signed in."""
        with self.app.app_context():
            token = service.open_session(self.id)
        browser = browser_of(self.app)
        browser.sign_in(token)
        return browser

    def account(self) -> Account:
        """The row, in the context under way, which may have read before this person was made."""
        let_go_of_connection()
        account = db.session.get(Account, self.id)
        assert account is not None
        return account


class People:
    """Makes each person once a test."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._known: dict[str, Person] = {}

    def __getattr__(self, name: str) -> Person:
        if name not in PHONES:
            raise AttributeError(name)
        if name not in self._known:
            self._known[name] = self._make(name)
        return self._known[name]

    def know(self, people: dict[str, Person]) -> None:
        """Starts over with these, after the database was emptied or put back."""
        self._known = dict(people)

    def _make(self, name: str) -> Person:
        global PASSWORD_HASH  # noqa: PLW0603 - argon2 is slow on purpose: once a run is enough
        roles = {
            "chi_lan": (Role.COORDINATOR, "79"),
            "anh_ha": (Role.COORDINATOR, "01"),
            "root": (Role.ADMIN, None),
        }
        role, area = roles.get(name, (Role.RESIDENT, None))
        PASSWORD_HASH = PASSWORD_HASH or hash_password(PASSWORD)
        with self.app.app_context():
            with transaction():
                account = Account(
                    phone=PHONES[name],
                    name=name.replace("_", " ").title(),
                    password_hash=PASSWORD_HASH,
                    role=role,
                    area_codes=[area] if area else [],
                )
                db.session.add(account)
            token = service.open_session(account.id)
            return Person(self.app, account.id, account.phone, token)


def a_request(**changes: Any) -> dict[str, Any]:
    """What Bà Tư posts without an account."""
    return {
        "items": [{"category": "food", "goods": "Gạo", "quantity": "5 kg", "note": "Gọi trước"}],
        "phone": "0912 345 603",
        "name": "Bà Tư",
        "people": 2,
        "description": "Nhà số 12, hẻm 3, cửa xanh",
        "location": DISTRICT_7,
    } | changes


def a_responder(**changes: Any) -> dict[str, Any]:
    """What a volunteer registers."""
    return {
        "kind": "volunteer",
        "name": "Hương",
        "location": BEN_THANH,
        "categories": ["food", "medicine"],
        "radius_m": 10_000,
        "capacity": 3,
    } | changes


def count(app: Flask, model: type[Any]) -> int:
    """How many rows a table has."""
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
