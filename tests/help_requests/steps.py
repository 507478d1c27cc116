"""What is typed in the steps of asking, and how they are answered."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation.database import db
from connect.help_requests import HelpRequest
from connect.help_requests.pages.draft import PATH
from tests.page import Page
from tests.people import DISTRICT_7
from tests.web import Browser

WHAT: dict[str, Any] = {
    "categories": ["food", "medicine"],
    "goods_food": "Gạo",
    "quantity_food": "5 kg",
    "people": "4",
    "urgency": "urgent",
}
WHERE = {"place": "Phường Tân Hưng, TP.HCM"}
GPS = {"lat": str(DISTRICT_7["lat"]), "lon": str(DISTRICT_7["lon"])}
PHONE = {
    "phone": "0912 345 603",
    "name": "Bà Tư",
    "description": "Nhà cuối hẻm",
    "share_phone": "no",
}
STEPS = {"": WHAT, "/where": WHERE, "/phone": PHONE}
ONE_PAGE = f"{PATH}/one-page"
ALL = WHAT | PHONE | GPS


def answer(browser: Browser, step: str, **changes: Any) -> TestResponse:
    """Answers one step; `step` is how its address ends."""
    return browser.send(f"{PATH}{step}", **STEPS[step] | changes)


def answer_all(browser: Browser) -> Page:
    """Answers all steps; the page that asks whether everything is right."""
    for step in STEPS:
        assert answer(browser, step).status_code == 303
    return browser.page(f"{PATH}/check")


def only_request(app: Flask) -> HelpRequest:
    with app.test_request_context():
        return db.session.scalars(sa.select(HelpRequest)).one()
