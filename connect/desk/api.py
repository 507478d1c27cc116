"""The desk for programs."""

import uuid
from datetime import datetime
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
from connect.help_requests import URGENCIES, HelpRequest, Silence, Turn

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
    more = _told(help_requests.turn_of(found[-1])) if len(found) == limit else None
    return json_answer(page_of([_waiting(request) for request in found], more))


def _told(turn: Turn) -> list[Any]:
    return [turn.exhausted, turn.urgency, turn.created_at.isoformat(), str(turn.id)]


def _behind(cursor: str | None) -> Turn | None:
    """The place inside a cursor: where the request stood, wherever it stands now."""
    position = from_cursor(cursor)
    if position is None:
        return None
    try:
        exhausted, urgency, moment, key = position
        turn = Turn(exhausted, urgency, datetime.fromisoformat(moment), uuid.UUID(key))
    except (ValueError, TypeError, AttributeError):
        raise wrong_cursor() from None
    if turn.exhausted not in (True, False) or turn.urgency not in URGENCIES:
        raise wrong_cursor()
    if turn.created_at.tzinfo is None:
        raise wrong_cursor()
    return turn


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
