"""The words to be agreed to, for programs that ask people."""

from flask import Response

from connect.consents import words
from connect.consents.schemas import AskedList
from connect.foundation.i18n import language
from connect.foundation.rest import PREFIX, RestBlueprint, json_answer

blp = RestBlueprint(
    "consents_api", __name__, url_prefix=PREFIX, description="What people are asked to agree to"
)


@blp.get("/consents")
@blp.response(200, AskedList)
def asked() -> Response:
    """Read what is asked for each purpose, in the language of the call."""
    return json_answer(
        {
            "items": [
                {
                    "purpose": purpose,
                    "language": language(),
                    "text": words.wording(purpose),
                    "version": words.version(purpose),
                }
                for purpose in words.TEXTS
            ]
        }
    )
