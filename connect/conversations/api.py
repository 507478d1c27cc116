"""Messages for programs."""

import uuid
from typing import Any

from flask import Response

from connect.conversations import queries, schemas, service
from connect.conversations.access import Conversation, Side, own_conversation
from connect.conversations.limits import sending
from connect.conversations.models import Message
from connect.foundation.cautions import caution_of
from connect.foundation.idempotency import once
from connect.foundation.rest import (
    IDEMPOTENT,
    PREFIX,
    Page,
    RestBlueprint,
    json_answer,
    moment_of,
    page_of,
)
from connect.help_requests import view_of

blp = RestBlueprint(
    "messages_api",
    __name__,
    url_prefix=PREFIX,
    description="Messages between the requester and whoever carries the request",
)
THE_TWO: list[dict[str, list[str]]] = [{"manage": []}, {"bearer": []}]


@blp.get("/requests/<uuid:request_id>/messages")
@blp.doc(security=THE_TWO)
@blp.arguments(Page, location="query")
@blp.response(200, schemas.MessagePage)
def messages(query: dict[str, Any], request_id: uuid.UUID) -> Response:
    """Read what was written, oldest first; whoever carries the request, of their own claim."""
    own = own_conversation(view_of(request_id))
    limit = query["limit"]
    found = queries.messages(own, limit=limit, after=moment_of(query["cursor"]))
    more = [found[-1].at.isoformat(), str(found[-1].id)] if len(found) == limit else None
    return json_answer(page_of([_shown(one, own) for one in found], more))


@blp.post("/requests/<uuid:request_id>/messages")
@sending
@blp.doc(security=THE_TWO, parameters=[IDEMPOTENT])
@blp.arguments(schemas.NewMessage, example=schemas.EXAMPLE)
@blp.response(201, schemas.MessageAnswer)
def write(data: dict[str, Any], request_id: uuid.UUID) -> Response:
    """Write to the other side, while someone carries the request."""

    def call() -> Response:
        own = own_conversation(view_of(request_id))
        return json_answer(_shown(service.write(own, data["body"]), own), 201)

    return once(call)


def _shown(message: Message, own: Conversation) -> dict[str, Any]:
    side = Side.REQUESTER if message.from_requester else Side.HELPER
    return {
        "id": str(message.id),
        "from": side,
        "mine": side == own.side,
        "body": message.body,
        "caution": caution_of(message.body),
        "at": message.at.isoformat(),
    }
