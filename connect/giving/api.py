"""Gifts for programs: what is there, to offer, to change, to reserve."""

import uuid
from typing import Any

from flask import Response, current_app

from connect.accounts import current_account, signed_in_account
from connect.foundation.errors import NotSignedIn
from connect.foundation.idempotency import once, once_after
from connect.foundation.photo_json import picture_in
from connect.foundation.rest import (
    IDEMPOTENT,
    PREFIX,
    RestBlueprint,
    json_answer,
    moment_of,
    page_of,
)
from connect.foundation.web import limiter, was_made
from connect.geo import locate
from connect.geo.paging import position_of
from connect.giving import presenting, schemas, service, taking
from connect.giving.access import for_request, gift_view, refuse_apart, without_apart
from connect.giving.finding import GiftSearch, find_gifts
from connect.giving.service import GiftDetails
from connect.help_requests import view_of

blp = RestBlueprint("giving_api", __name__, url_prefix=PREFIX, description="Giving things")
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}]
EITHER: list[dict[str, list[str]]] = [{"bearer": []}, {"manage": []}]
EXAMPLE = {
    "what": "Sách giáo khoa lớp 5",
    "amount": 12,
    "unit": "quyển",
    "note": "Còn mới, có bọc.",
    "hours": "sau 17 giờ",
    "brings_m": 1000,
    "location": {"lat": 10.734, "lon": 106.7215},
}


@blp.get("/gifts")
@blp.arguments(schemas.GiftQuery, location="query")
@blp.response(200, schemas.GiftPage)
def gifts(query: dict[str, Any]) -> Response:
    """What is given: the nearest public places first, or the newest without a place."""
    near = query["near"] is not None
    found, more = find_gifts(
        GiftSearch(
            near=query["near"],
            within_m=query["radius_m"],
            category=query["category"],
            goods=query["goods"],
            limit=query["limit"],
            after=position_of(query["cursor"]) if near else None,
            before=None if near else moment_of(query["cursor"]),
        )
    )
    shown = without_apart(found, lambda one: str(one[0]["id"]))
    return json_answer(page_of([presenting.listed(*one) for one in shown], more))


@blp.post("/gifts")
@limiter.limit("30/hour", deduct_when=was_made)
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(schemas.NewGift, example=EXAMPLE)
@blp.response(201, schemas.SeenGiftAnswer)
def offer(data: dict[str, Any]) -> Response:
    """Give things. A phone number in the words is struck out: everybody reads them."""
    account, settings = signed_in_account(), current_app.config["CONNECT"]

    def call(details: dict[str, Any]) -> Response:
        gift = service.offer(GiftDetails(**details), account, settings)
        return json_answer(presenting.seen(gift_view(gift.id)), 201)

    return once_after(lambda: _details(data), call)


@blp.get("/gifts/<uuid:gift_id>")
@blp.response(200, schemas.SeenGiftAnswer)
def gift(gift_id: uuid.UUID) -> Response:
    """A gift: its public fields, and more for its giver and for whom something of it is kept."""
    return json_answer(presenting.seen(gift_view(gift_id)))


@blp.patch("/gifts/<uuid:gift_id>")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(schemas.GiftChanges, example={"hours": "buổi sáng"})
@blp.response(200, schemas.SeenGiftAnswer)
def change(data: dict[str, Any], gift_id: uuid.UUID) -> Response:
    """Change some fields; what is kept for someone stays what and where it is."""
    account, settings = signed_in_account(), current_app.config["CONNECT"]

    def call(details: dict[str, Any]) -> Response:
        service.change(gift_id, account, details, settings)
        return json_answer(presenting.seen(gift_view(gift_id)))

    return once_after(lambda: _details(data), call)


@blp.delete("/gifts/<uuid:gift_id>")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(204)
def withdraw(gift_id: uuid.UUID) -> Response:
    """Take it back. Whoever something of it is kept for is told."""
    account = signed_in_account()

    def call() -> Response:
        service.withdraw(gift_id, account)
        return Response(status=204)

    return once(call)


@blp.post("/gifts/<uuid:gift_id>/reserve")
@limiter.limit("60/hour", deduct_when=was_made)
@blp.doc(security=EITHER, parameters=[IDEMPOTENT])
@blp.arguments(schemas.PartSchema, required=False, example={"amount": 1})
@blp.response(201, schemas.ReservationAnswer)
def reserve(data: dict[str, Any], gift_id: uuid.UUID) -> Response:
    """Ask for a part of it: with an account, or for one's own request by its manage token."""
    request_id, amount = data.get("request_id"), data.get("amount", 1)
    if request_id is None and current_account() is None:
        raise NotSignedIn

    def call() -> Response:
        account = for_request(request_id).account if request_id else signed_in_account()
        refuse_apart(gift_id)
        kept = taking.reserve(gift_id, amount, account, request_id)
        return json_answer(presenting.reservation(kept, to_giver=False), 201)

    return once(call)


@blp.post("/gifts/<uuid:gift_id>/give/<uuid:request_id>")
@limiter.limit("60/hour", deduct_when=was_made)
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(schemas.AmountSchema, required=False, example={"amount": 1})
@blp.response(201, schemas.ReservationAnswer)
def give(data: dict[str, Any], gift_id: uuid.UUID, request_id: uuid.UUID) -> Response:
    """Give it to who has asked for such a thing: it is kept until they say yes or no."""
    account = signed_in_account()

    def call() -> Response:
        view_of(request_id)  # one that is not there for them
        kept = taking.give(gift_id, request_id, data.get("amount", 1), account)
        return json_answer(presenting.reservation(kept, to_giver=True), 201)

    return once(call)


def _details(data: dict[str, Any]) -> dict[str, Any]:
    details = dict(data)
    if "location" in details:
        details["where"] = locate(current_app.config["CONNECT"], **details.pop("location"))
    if "photo" in details:
        details["picture"] = picture_in("photo", details.pop("photo"))
    return details
