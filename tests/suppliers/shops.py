"""Shops that came by an import, and what is said of them over and over."""

import re
import uuid
from typing import Any

from flask import Flask

from connect import channels
from connect.foundation.database import db
from connect.geo import Point
from connect.responders import GoodDetails, Responder, ResponderDetails, save_imported
from tests.people import BEN_THANH

MOBILE, LANDLINE = "+84987654321", "+842838221188"
HERE = Point(BEN_THANH["lat"], BEN_THANH["lon"])


def a_shop(**changes: Any) -> ResponderDetails:
    """A pharmacy in Bến Thành with a mobile, as a file tells of it."""
    told: dict[str, Any] = {
        "kind": "supplier",
        "name": "Nhà thuốc Long Châu",
        "point": HERE,
        "categories": ["medicine"],
        "radius_m": 5_000.0,
        "capacity": 20,
        "phone": MOBILE,
        "address": "12 Lê Lợi",
        "opening_hours": "Mo-Su 07:00-21:00",
        "goods": (GoodDetails(name="Khẩu trang"),),
    }
    return ResponderDetails(**(told | changes))


def listed(app: Flask, source_id: str = "node/1", **changes: Any) -> uuid.UUID:
    """Imports one; its id."""
    with app.app_context():
        save_imported([(source_id, a_shop(**changes))])
        db.session.expire_all()
        return db.session.query(Responder).filter_by(source_id=source_id).one().id


def shop_now(app: Flask, shop_id: uuid.UUID) -> Responder:
    """The row as the database holds it now."""
    with app.app_context():
        db.session.expire_all()
        found = db.session.get(Responder, shop_id)
        assert found is not None
        assert found.goods is not None
        return found


def codes_to(app: Flask, phone: str = MOBILE) -> list[str]:
    """The codes that went to a phone, oldest first."""
    with app.app_context():
        bodies = [message["body"] for message in channels.sent(to=phone)]
    return [found[0] for body in bodies if (found := re.search(r"\b\d{6}\b", body))]


def seen(app: Flask, shop_id: uuid.UUID) -> bool:
    """Whether strangers find it near its place."""
    near = {"near": f"{HERE.lat},{HERE.lon}", "radius_m": 1_000}
    answer = app.test_client().get("/api/v1/suppliers", query_string=near)
    return str(shop_id) in {one["id"] for one in (answer.json or {})["items"]}
