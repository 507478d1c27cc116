"""The product, and answers of the same bytes that cost nothing to make."""

import base64
import random

from flask import Response
from werkzeug.test import TestResponse

from connect.app import create_app

LISTS = {
    "tile": "/tiles/suppliers/11/1631/962.mvt",
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


@app.get("/bench/still/<int:size>")
def still(size: int) -> Response:
    """One file of `size` bytes on the wire, its largest words at the end; no line packs it."""
    head = '<!doctype html><html lang="en"><title>Still</title><p>Beginning</p><!--'
    tail = f"--><h1>{'A page that stands still. ' * 12}</h1>"
    dice = random.Random(size)
    filling = base64.b64encode(dice.randbytes(size)).decode()[: max(0, size - len(head + tail))]
    return Response(head + filling + tail, headers={"Content-Encoding": "identity"})
