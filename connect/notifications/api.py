"""The inbox for programs."""

from typing import Any

import marshmallow as ma
from flask import Response

from connect.accounts import signed_in_account
from connect.foundation.rest import (
    PREFIX,
    Page,
    RestBlueprint,
    json_answer,
    moment_of,
    page_of,
    page_schema,
)
from connect.notifications import queries
from connect.notifications.service import as_told

blp = RestBlueprint("notifications_api", __name__, url_prefix=PREFIX, description="The inbox")


class NoticeAnswer(ma.Schema):
    """What one was told, and whether it was seen on the page."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    request_id = ma.fields.UUID(required=True, allow_none=True)
    created_at = ma.fields.AwareDateTime(required=True)
    read = ma.fields.Boolean(required=True)


@blp.get("/notices")
@blp.doc(security=[{"bearer": []}])
@blp.arguments(Page, location="query")
@blp.response(200, page_schema(NoticeAnswer, "Notices"))
def notices(query: dict[str, Any]) -> Response:
    """What one was told in the last thirty days, newest first."""
    limit = query["limit"]
    found = queries.inbox(signed_in_account().id, limit=limit, before=moment_of(query["cursor"]))
    more = [found[-1].created_at.isoformat(), str(found[-1].id)] if len(found) == limit else None
    return json_answer(page_of([as_told(notice) for notice in found], more))
