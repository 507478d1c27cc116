"""Shopping lists for programs."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _

from connect.foundation.errors import Invalid, NotFound
from connect.foundation.idempotency import once, once_after
from connect.foundation.photo_json import picture_in
from connect.foundation.pictures import Picture
from connect.foundation.rest import IDEMPOTENT, PREFIX, RestBlueprint, json_answer
from connect.help_requests import View, view_of
from connect.shopping import access, presenting, queries, schemas, service, trips
from connect.shopping.limits import writing
from connect.shopping.service import LineDetails, ListDetails
from connect.shopping.states import Outcome
from connect.shopping.trips import TripDetails

blp = RestBlueprint(
    "shopping_api",
    __name__,
    url_prefix=PREFIX,
    description="Shopping for someone: what is to be bought, and what came of it",
)
IN_CHARGE: list[dict[str, list[str]]] = [{"manage": []}, {"bearer": []}]
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}]


@blp.get("/requests/<uuid:request_id>/shopping-list")
@blp.response(200, schemas.ListAnswer)
def read(request_id: uuid.UUID) -> Response:
    """Read a list: its goods and the range of its budget; all of it for those involved.

    Once the shopping is brought, it is for those involved only.
    """
    view = view_of(request_id)
    access.check_is_shopping(view.request)
    kept = queries.list_of(request_id)
    if kept is None:
        raise NotFound
    all_of_it = access.sees_all(view)
    if not (all_of_it or access.shopping_missing(view.request)):
        raise NotFound
    if all_of_it:
        access.note_look(view)
    return json_answer(presenting.seen_by(view, kept, all_of_it=all_of_it))


@blp.put("/requests/<uuid:request_id>/shopping-list")
@writing
@blp.doc(security=IN_CHARGE, parameters=[IDEMPOTENT])
@blp.arguments(schemas.NewList, example=schemas.EXAMPLE)
@blp.response(200, schemas.ListAnswer)
def write(data: dict[str, Any], request_id: uuid.UUID) -> Response:
    """Write the whole list, until it is brought; for a request with an item of `shopping`."""

    def call() -> Response:
        view = view_of(request_id)
        lines = [LineDetails(**line) for line in data["lines"]]
        service.write_list(view, ListDetails(**(data | {"lines": lines})))
        return _told(view)

    return once(call)


@blp.patch("/requests/<uuid:request_id>/shopping-trip")
@writing
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(schemas.TripChanges, example=schemas.TRIP_EXAMPLE)
@blp.response(200, schemas.ListAnswer)
def shop(data: dict[str, Any], request_id: uuid.UUID) -> Response:
    """Tell, as who shops, what came of lines, what it costs, and show the receipt.

    What costs more than the budget is asked first: `cost_answer` says how that stands.
    """

    def receipt() -> Picture | None:
        _to_shop(request_id)  # before the work that a picture is
        return picture_in("receipt", data["receipt"])

    def call(picture: Picture | None) -> Response:
        view, outcomes = _to_shop(request_id), _outcomes(request_id, data["lines"])
        told = TripDetails(outcomes=outcomes, cost=data.get("cost"), costs="cost" in data)
        trips.keep_trip(view, told, picture)
        return _told(view)

    return once_after(receipt, call)


@blp.post("/requests/<uuid:request_id>/shopping-trip/packed")
@writing
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.response(200, schemas.ListAnswer)
def pack(request_id: uuid.UUID) -> Response:
    """Tell, as a shop that delivers, that everything is packed; once more changes nothing."""

    def call() -> Response:
        view = _to_shop(request_id)
        trips.pack(view)
        return _told(view)

    return once(call)


@blp.post("/requests/<uuid:request_id>/shopping-trip/answer")
@writing
@blp.doc(security=IN_CHARGE, parameters=[IDEMPOTENT])
@blp.arguments(schemas.CostAnswer, example={"agree": True})
@blp.response(200, schemas.ListAnswer)
def answer(data: dict[str, Any], request_id: uuid.UUID) -> Response:
    """Say, as who asked, whether it may cost more than the budget."""

    def call() -> Response:
        view = view_of(request_id)
        access.check_asked(view)
        access.check_is_shopping(view.request)
        trips.answer(view, agreed=data["agree"])
        return _told(view)

    return once(call)


def _to_shop(request_id: uuid.UUID) -> View:
    view = view_of(request_id)
    access.check_shops(view)
    access.check_is_shopping(view.request)
    return view


def _told(view: View) -> Response:
    access.note_look(view)
    return json_answer(presenting.list_for_those_involved(view.request))


def _outcomes(
    request_id: uuid.UUID, told: Sequence[Mapping[str, Any]]
) -> dict[uuid.UUID, tuple[Outcome | None, str]]:
    """What came of each line that is told of. Raises `Invalid` for one that is not on the list."""
    kept = queries.list_of(request_id)
    known = {line.id for line in kept.lines} if kept else set()
    if any(line["id"] not in known for line in told):
        raise Invalid({"lines": [_("This is not on the list any more.")]})
    return {
        line["id"]: (Outcome(line["outcome"]) if line["outcome"] else None, line["instead"])
        for line in told
    }
