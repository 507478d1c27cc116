"""The stock of a responder for programs: told in one call."""

import uuid
from typing import Any

from flask import Response

from connect.accounts import signed_in_account
from connect.foundation.idempotency import once
from connect.foundation.rest import IDEMPOTENT, PREFIX, RestBlueprint, json_answer
from connect.responders import answers, stock
from connect.responders.api import SIGNED_IN
from connect.responders.models import Stock
from connect.responders.presenting import good_fields
from connect.responders.schemas import StockSchema

blp = RestBlueprint("stock_api", __name__, url_prefix=PREFIX, description="What suppliers have")


@blp.put("/responders/<uuid:responder_id>/goods/<int:good_id>/stock")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(StockSchema, example={"stock": "low"})
@blp.response(200, answers.GoodAnswer)
def tell_stock(data: dict[str, Any], responder_id: uuid.UUID, good_id: int) -> Response:
    """Say how much there is of one good; the same again makes it fresh again."""
    account = signed_in_account()

    def call() -> Response:
        good = stock.tell_stock(account, responder_id, good_id, Stock(data["stock"]))
        return json_answer(good_fields(good))

    return once(call)
