"""Orders for shops, as a coordinator of Ho Chi Minh City writes them in tests."""

import uuid
from datetime import date, timedelta
from typing import Any

from flask import Flask

from connect.foundation.clock import HOME_ZONE, utcnow
from connect.responders import OrderDetails, keep_orders, write_order
from tests.people import Person

HCMC, HANOI = "79", "01"
BEN_THANH_WARD, TAN_HUNG_WARD = "26743", "27475"
DECREE = "https://hochiminhcity.gov.vn/chi-thi-16"


def today() -> date:
    """The day in Viet Nam."""
    return utcnow().astimezone(HOME_ZONE).date()


def an_order(**changes: Any) -> OrderDetails:
    """All shops of Ho Chi Minh City are shut for three days from today, but for pharmacies."""
    told: dict[str, Any] = {
        "areas": [HCMC],
        "first_day": today(),
        "last_day": today() + timedelta(2),
        "but_categories": ["medicine"],
        "reason": "Chỉ thị 16",
        "link": DECREE,
    }
    return OrderDetails(**(told | changes))


def ordered(app: Flask, by: Person, **changes: Any) -> uuid.UUID:
    """Writes one, and carries it to the shops; its id."""
    with app.test_request_context():
        order = write_order(by.account(), an_order(**changes))
        keep_orders()
        return order.id
