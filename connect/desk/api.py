"""The desk for programs."""

import uuid
from typing import Any

import marshmallow as ma
from flask import Response

from connect import help_requests
from connect.accounts import signed_in_account
from connect.desk import acts, many, presenting, queries
from connect.desk.access import own_areas
from connect.desk.cursors import position_of, turn_behind
from connect.desk.doubles import likely_doubles
from connect.desk.queue import Asked, Tab, page_of_queue
from connect.foundation.clock import utcnow
from connect.foundation.idempotency import once
from connect.foundation.rest import (
    IDEMPOTENT,
    PREFIX,
    Page,
    RestBlueprint,
    json_answer,
    page_of,
    page_schema,
)
from connect.help_requests import Silence, Status

blp = RestBlueprint("desk_api", __name__, url_prefix=PREFIX, description="The desk")
_NOBODYS = "0b8f8f0e-3c4e-4f6e-9b1a-2f6f0c1d7e55"
_MANY = {"act": "note", "words": "The road is closed until noon.", "ids": [_NOBODYS]}
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}]


class QueueQuery(Page):
    """Which part of the queue."""

    tab = ma.fields.String(load_default=Tab.ALL, validate=ma.validate.OneOf(list(Tab)))


class WaitingAnswer(ma.Schema):
    """A case as its coordinators see it in the queue."""

    id = ma.fields.UUID(required=True)
    code = ma.fields.String(required=True)
    status = ma.fields.String(required=True, validate=ma.validate.OneOf(list(Status)))
    urgency = ma.fields.String(required=True)
    people = ma.fields.Integer(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    exhausted = ma.fields.Boolean(required=True)
    silence = ma.fields.String(required=True, validate=ma.validate.OneOf(list(Silence)))
    coordinator = ma.fields.String(required=True, allow_none=True)
    mine = ma.fields.Boolean(required=True)
    tries = ma.fields.Integer(required=True)
    tried_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    call_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    helper = ma.fields.String(required=True, allow_none=True)


class DeskNoteAnswer(ma.Schema):
    """What a coordinator wrote for the others."""

    author = ma.fields.String(required=True)
    at = ma.fields.AwareDateTime(required=True)
    words = ma.fields.String(required=True)


class DeskChoiceAnswer(ma.Schema):
    """A candidate, with how much it carries and what it has done so far."""

    responder_id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    distance_m = ma.fields.Float(required=True)
    carries = ma.fields.Integer(required=True)
    capacity = ma.fields.Integer(required=True)
    helped = ma.fields.Integer(required=True)
    let_go = ma.fields.Integer(required=True)
    lapsed = ma.fields.Integer(required=True, metadata={"description": "of those, without a word"})
    vouched = ma.fields.Boolean(required=True)
    last_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class DeskDoubleAnswer(ma.Schema):
    """An open request that may be the same."""

    id = ma.fields.UUID(required=True)
    code = ma.fields.String(required=True)
    same_phone = ma.fields.Boolean(required=True)
    distance_m = ma.fields.Float(required=True)


class DeskCaseAnswer(WaitingAnswer):
    """A case with all that the desk knows of it; who and where stand in `/requests/{id}`."""

    notes = ma.fields.List(ma.fields.Nested(DeskNoteAnswer), required=True)
    candidates = ma.fields.List(ma.fields.Nested(DeskChoiceAnswer), required=True)
    doubles = ma.fields.List(ma.fields.Nested(DeskDoubleAnswer), required=True)
    joined_to = ma.fields.UUID(required=True, allow_none=True)


class DeskFailedAnswer(ma.Schema):
    """A case about which it could not be done."""

    id = ma.fields.UUID(required=True)
    code = ma.fields.String(required=True)
    why = ma.fields.String(required=True)


class DeskManyAnswer(ma.Schema):
    """About how many it was done, and about which not."""

    done = ma.fields.Integer(required=True)
    failed = ma.fields.List(ma.fields.Nested(DeskFailedAnswer), required=True)


@blp.get("/desk/requests")
@blp.doc(security=SIGNED_IN)
@blp.arguments(QueueQuery, location="query")
@blp.response(200, page_schema(WaitingAnswer, "WaitingRequests"))
def waiting(query: dict[str, Any]) -> Response:
    """The queue of one's areas: calls that are due, then by wait and urgency."""
    limit, areas, me = query["limit"], own_areas(), signed_in_account()
    as_of, after = turn_behind(query["cursor"], utcnow())
    turns = page_of_queue(Asked(areas, me.id, Tab(query["tab"]), as_of), limit=limit, after=after)
    more = position_of(turns[-1], as_of) if len(turns) == limit else None
    return json_answer(page_of([row.as_json() for row in presenting.rows_of(turns, me)], more))


@blp.get("/desk/requests/<uuid:request_id>")
@blp.doc(security=SIGNED_IN)
@blp.response(200, DeskCaseAnswer)
def case(request_id: uuid.UUID) -> Response:
    """One case, whatever its state."""
    acts.coordinated(request_id)
    return json_answer(_case(request_id))


@blp.post("/desk/requests/<uuid:request_id>/acts")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(acts.ActSchema, example={"act": "note", "words": "The son calls back at six."})
@blp.response(200, DeskCaseAnswer)
def act(told: dict[str, Any], request_id: uuid.UUID) -> Response:
    """Do something about a case."""

    def call() -> Response:
        acts.do(acts.coordinated(request_id), told)
        return json_answer(_case(request_id))

    return once(call)


@blp.post("/desk/acts")
@blp.doc(security=SIGNED_IN, parameters=[IDEMPOTENT])
@blp.arguments(acts.ManySchema, example=_MANY)
@blp.response(200, DeskManyAnswer)
def act_on_many(told: dict[str, Any]) -> Response:
    """Do the same about several cases: each that cannot be done says why, the others are done."""
    own_areas()

    def call() -> Response:
        done = many.do(told)
        failed = [{"id": str(one.id), "code": one.code, "why": one.why} for one in done.failed]
        return json_answer({"done": done.times, "failed": failed})

    return once(call)


def _case(request_id: uuid.UUID) -> dict[str, Any]:
    me = signed_in_account()
    [row] = presenting.rows_by_ids([request_id], me)
    kept = help_requests.kept_instead_of(request_id)
    return row.as_json() | {
        "notes": [
            {"author": name, "at": note.at.isoformat(), "words": note.body}
            for note, name in queries.notes_on(request_id)
        ],
        "candidates": [one.as_json() for one in presenting.choices_for(row.request)],
        "doubles": [
            {
                "id": str(one.request.id),
                "code": one.request.code,
                "same_phone": one.same_phone,
                "distance_m": round(one.distance_m, 1),
            }
            for one in likely_doubles(row.request, me)
        ],
        "joined_to": str(kept.id) if kept else None,
    }
