"""A shop with goods, a clock that is moved on, and telling what is in stock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.people import Person, a_responder

RICE, EGGS = {"name": "Gạo", "stock": "in"}, {"code": "eggs", "stock": "low", "price": 32_000}
Clock = Callable[[timedelta], datetime]


def shop_of(person: Person, *goods: dict[str, Any], **changes: Any) -> dict[str, Any]:
    said = a_responder(kind="supplier", name="Tạp hoá Tư", goods=list(goods), **changes)
    answer = person.client.post("/api/v1/responders", json=said)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return dict(answer.get_json())


def goods_of(person: Person, shop_id: str) -> list[dict[str, Any]]:
    return list(person.client.get(f"/api/v1/responders/{shop_id}").get_json()["goods"])


def tell(person: Person, shop: dict[str, Any], place: int, stock: str) -> Any:
    url = f"/api/v1/responders/{shop['id']}/goods/{shop['goods'][place]['id']}/stock"
    return person.client.put(url, json={"stock": stock})
