"""The desk for programs."""

import uuid
from typing import Any

import marshmallow as ma
from flask import Response

from connect import help_requests
from connect.desk.access import own_area
from connect.foundation.rest import (
    PREFIX,
    Page,
    RestBlueprint,
    from_cursor,
    json_answer,
    page_of,
    page_schema,
    wrong_cursor,
)
from connect.help_requests import HelpRequest, Silence

blp = RestBlueprint("desk_api", __name__, url_prefix=PREFIX, description="The desk")


class WaitingAnswer(ma.Schema):
    """An open request as its coordinators see it in the queue."""

    id = ma.fields.UUID(required=True)
    code = ma.fields.String(required=True)
    urgency = ma.fields.String(required=True)
    people = ma.fields.Integer(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    exhausted = ma.fields.Boolean(required=True)
    silence = ma.fields.String(required=True, validate=ma.validate.OneOf(list(Silence)))


@blp.get("/desk/requests")
@blp.doc(security=[{"bearer": []}])
@blp.arguments(Page, location="query")
@blp.response(200, page_schema(WaitingAnswer, "WaitingRequests"))
def waiting(query: dict[str, Any]) -> Response:
    """Who waits in one's area: first those for whom nobody is left to ask."""
    limit, area = query["limit"], own_area()
    found = help_requests.waiting_in(area, limit=limit, after=_behind(query["cursor"]))
    more = [str(found[-1].id)] if len(found) == limit else None
    return json_answer(page_of([_waiting(request) for request in found], more))


def _behind(cursor: str | None) -> HelpRequest | None:
    position = from_cursor(cursor)
    if position is None:
        return None
    try:
        (request_id,) = position
        request = help_requests.request_by_id(uuid.UUID(request_id))
    except (ValueError, TypeError, AttributeError):
        raise wrong_cursor() from None
    if request is None:
        raise wrong_cursor()
    return request


def _waiting(request: HelpRequest) -> dict[str, Any]:
    return {
        "id": str(request.id),
        "code": request.code,
        "urgency": request.urgency,
        "people": request.people,
        "created_at": request.created_at.isoformat(),
        "exhausted": request.exhausted,
        "silence": request.silence,
    }
