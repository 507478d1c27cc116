"""The product, with one route more: an answer of the same bytes that costs nothing to make."""

from flask import Response
from werkzeug.test import TestResponse

from connect.app import create_app

LISTS = {
    "json": "/api/v1/requests?near=10.776,106.7&limit=20",
    "html": "/requests?near=10.776,106.7",
}

app = create_app()
_made: dict[str, TestResponse] = {}


@app.get("/bench/constant/<kind>")
def constant(kind: str) -> Response:
    """What the list of this kind answered once."""
    if kind not in _made:
        with app.test_client() as client:
            _made[kind] = client.get(LISTS[kind])
    first = _made[kind]
    return Response(first.get_data(), mimetype=first.mimetype)
