"""Reporting for programs."""

import uuid
from typing import Any

from flask import Response

from connect.accounts import reporter
from connect.foundation.idempotency import once
from connect.foundation.rest import IDEMPOTENT, PREFIX, RestBlueprint, json_answer
from connect.help_requests import view_of
from connect.moderation import limits, schemas, service
from connect.moderation.models import Reason

blp = RestBlueprint(
    "moderation_api", __name__, url_prefix=PREFIX, description="Reports of what is wrong"
)


@blp.post("/requests/<uuid:request_id>/report")
@limits.reporting
@blp.doc(parameters=[IDEMPOTENT])
@blp.arguments(schemas.ReportSchema, example={"reason": "fraud", "note": "Đòi chuyển tiền trước."})
@blp.response(200, schemas.ReportAnswer)
def report(data: dict[str, Any], request_id: uuid.UUID) -> Response:
    """Report a request, or who goes for it; no account needed."""

    def call() -> Response:
        service.report(view_of(request_id), Reason(data["reason"]), data["note"], reporter())
        return json_answer({"request_id": str(request_id), "reason": data["reason"]})

    return once(call)
