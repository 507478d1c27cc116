"""Shopping lists for programs."""

import uuid
from typing import Any

from flask import Response

from connect.foundation.errors import NotFound
from connect.foundation.idempotency import once
from connect.foundation.rest import IDEMPOTENT, PREFIX, RestBlueprint, json_answer
from connect.help_requests import view_of
from connect.shopping import access, presenting, queries, schemas, service
from connect.shopping.limits import writing
from connect.shopping.service import LineDetails, ListDetails

blp = RestBlueprint(
    "shopping_api",
    __name__,
    url_prefix=PREFIX,
    description="Shopping for someone: what is to be bought, and what came of it",
)
IN_CHARGE: list[dict[str, list[str]]] = [{"manage": []}, {"bearer": []}]


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
        access.note_look(view)
        return json_answer(presenting.list_for_those_involved(view.request))

    return once(call)
