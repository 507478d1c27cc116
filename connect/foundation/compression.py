"""Answers made small for bad lines: whatever is text goes out as gzip to whoever takes it.

A page can hold a secret beside words from whoever sent a link, and its compressed length then tells
of the secret (BREACH). So an answer made for one person is longer by a random number of bytes: the
file name in gzip's header, which nobody reads.
"""

import gzip
import secrets
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from rcssmin import cssmin
from rjsmin import jsmin
from werkzeug.security import safe_join

from connect.foundation.pages import STATIC

WORTH_IT = 500  # bytes; below it the header eats what is won
MOST_PADDING = 100  # bytes
TEXTS = {
    "application/atom+xml",
    "application/geo+json",
    "application/json",
    "application/manifest+json",
    "application/problem+json",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
}


def init_compression(app: Flask) -> None:
    """Packs the answers. Register it before whatever else looks at answers: it comes last."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.mimetype not in TEXTS or response.status_code in (204, 206, 304):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings.quality("gzip") or response.content_encoding:
        return response
    if response.direct_passthrough:
        # Only where Flask has found a file of ours: the name in the address is anyone's.
        name = safe_join(str(STATIC), (request.view_args or {}).get("filename", ".."))
        if request.endpoint != "static" or name is None:
            return response
        opened: Any = response.response
        file = Path(name)
        response.direct_passthrough = False
        response.set_data(_packed_file(file, file.stat().st_mtime_ns))
        opened.close()
    elif response.is_streamed or (response.calculate_content_length() or 0) < WORTH_IT:
        return response
    else:
        response.set_data(_packed(response.get_data(), "a" * secrets.randbelow(MOST_PADDING), 6))
    response.content_encoding = "gzip"
    etag, _weak = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    return response


@lru_cache(maxsize=128)
def _packed_file(file: Path, _changed: int) -> bytes:
    """A file of ours without what only its writers read."""
    text, shortened = file.read_bytes(), {".css": cssmin, ".js": jsmin}.get(file.suffix)
    return _packed(shortened(text) if shortened else text, "", 9)


def _packed(body: bytes, name: str, level: int) -> bytes:
    into = BytesIO()
    with gzip.GzipFile(name, "wb", level, into, mtime=0) as stream:
        stream.write(body)
    return into.getvalue()
