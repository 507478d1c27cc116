"""The entrance of SMS gateways."""

from typing import Any

from flask import Response, current_app

from connect.foundation.rest import PREFIX, RestBlueprint, json_answer
from connect.sms_intake import schemas, service
from connect.sms_intake.service import Incoming
from connect.sms_intake.signature import HEADERS, signed

blp = RestBlueprint(
    "sms_api", __name__, url_prefix=PREFIX, description="Messages from SMS gateways"
)


@blp.post("/sms")
@signed
@blp.doc(parameters=HEADERS)
@blp.arguments(schemas.IncomingSms, example=schemas.EXAMPLE)
@blp.response(200, schemas.SmsReceipt)
def receive(data: dict[str, Any]) -> Response:
    """Hand over a message that was received by SMS; the same one again changes nothing."""
    receipt = service.receive(Incoming(**data), current_app.config["CONNECT"])
    return json_answer(
        {"id": data["id"], "outcome": receipt.outcome, "reply": receipt.reply or None}
    )
