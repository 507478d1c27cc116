"""The stock of all shops of an organisation for programs: read, and told in one call."""

import uuid
from typing import Any

from flask import Response

from connect.accounts import signed_in_account
from connect.foundation.clock import utcnow
from connect.foundation.idempotency import once
from connect.foundation.rest import (
    IDEMPOTENT,
    PREFIX,
    Page,
    RestBlueprint,
    from_cursor,
    json_answer,
    page_of,
    page_schema,
    wrong_cursor,
)
from connect.responders import answers, branch_stock, branches
from connect.responders.api import SIGNED_IN
from connect.responders.branch_stock import Said, Shared
from connect.responders.models import Stock
from connect.responders.schemas import BranchStocksSchema
from connect.responders.stock import name_key

blp = RestBlueprint(
    "branch_stock_api",
    __name__,
    url_prefix=f"{PREFIX}/organisations/<uuid:organisation_id>/goods",
    description="What all shops of an organisation have",
)
EXAMPLE = {"goods": [{"name": "Gạo", "stock": "in"}, {"name": "Trứng", "stock": "out"}]}


@blp.get("")
@blp.doc(security=SIGNED_IN)
@blp.arguments(Page, location="query")
@blp.response(200, page_schema(answers.SharedGoodAnswer, "SharedGoods"))
def see(query: dict[str, Any], organisation_id: uuid.UUID) -> Response:
    """What the shops of an organisation have that you act for, by the name of the good."""
    branches.organisation_acted_for(signed_in_account(), organisation_id)
    after, limit = _name_in(query["cursor"]), query["limit"]
    goods = sorted(
        branch_stock.shared_goods(organisation_id, utcnow()), key=lambda one: name_key(one.name)
    )
    behind = [one for one in goods if name_key(one.name) > after]
    more = [name_key(behind[limit - 1].name)] if len(behind) > limit else None
    return json_answer(page_of([_fields(one) for one in behind[:limit]], more))


@blp.put("/stock")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(BranchStocksSchema, example=EXAMPLE)
@blp.response(200, answers.ToldAnswer)
def tell(data: dict[str, Any], organisation_id: uuid.UUID) -> Response:
    """Say how much there is, in all shops of an organisation that have it, or in one.

    All of it or nothing: 404 for a good that none of the shops has, and for a shop of others.
    """
    account = signed_in_account()
    said = [Said(one["name"], Stock(one["stock"]), one.get("shop")) for one in data["goods"]]

    def call() -> Response:
        return json_answer({"shops": branch_stock.tell_all(account, organisation_id, said)})

    return once(call)


def _fields(good: Shared) -> dict[str, Any]:
    shops = [
        {
            "id": str(one.shop.id),
            "name": one.shop.name,
            "stock": one.stock,
            "told_at": one.told_at.isoformat() if one.told_at else None,
        }
        for one in good.listed
    ]
    return {"name": good.name, "shops": shops}


def _name_in(cursor: str | None) -> str:
    position = from_cursor(cursor)
    if position is None:
        return ""
    if len(position) != 1 or not isinstance(position[0], str):
        raise wrong_cursor()
    return position[0]
