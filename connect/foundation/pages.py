"""What every page leans on: versioned files, lean templates, paths that stay with us."""

import hashlib
import re
from collections.abc import Mapping
from datetime import timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request, session

from connect.foundation.config import ROOT
from connect.foundation.phones import show_phone

STATIC = ROOT / "static"
# No control character, no space, no backslash: browsers drop or turn some of them, and what looks
# like a path of ours becomes the address of someone else.
_OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
LONGEST_PATH = 2000
YEAR_S = 365 * 24 * 3600


def init_pages(app: Flask) -> None:
    """Sets up the templates."""
    app.after_request(_add_file_headers)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Looked up for every icon: a file changes under a running server only in development.
    app.jinja_env.globals.update(
        asset=asset if app.debug else cache(asset), has_session=has_session
    )
    app.jinja_env.filters.update(phone=show_phone, merged=merged)


def _add_file_headers(response: Response) -> Response:
    """Of the headers, those that mean something for a file: all of them are half a kilobyte, and a
    first view has ten files.
    """
    if request.endpoint != "static" or response.status_code >= 400:
        return response
    response.headers["X-Content-Type-Options"] = "nosniff"
    if response.mimetype == "image/svg+xml":  # it can be opened as a page
        response.headers["Content-Security-Policy"] = "default-src 'none'"
    if "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
        del response.headers["Last-Modified"]  # it never is
    del response.headers["Content-Disposition"]
    return response


def asset(name: str) -> str:
    """The address of a file under `static/`, which changes when the file does."""
    file = STATIC / name
    changed = file.stat().st_mtime_ns if file.exists() else 0
    return f"/static/{name}?v={_version(file, changed)}"


@lru_cache(maxsize=256)
def _version(file: Path, changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if changed else "0"


def has_session() -> bool:
    """Whether this browser has signed in: from its cookie alone, so that it needs no database."""
    return "_user_id" in session


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Both in one, the second above the first."""
    return {**first, **second}


def keep_offline(lasting: timedelta) -> None:
    """Lets the phone keep a copy of the page under way for so long, for when the line is gone.

    It lets go of the copy as soon as somebody signs in or out.
    """
    g.keep_s = int(lasting.total_seconds())


def own_path(text: str | None) -> str | None:
    """`text` if it is a path of ours to send someone back to, else None."""
    if text and len(text) <= LONGEST_PATH and _OWN_PATH.fullmatch(text):
        return text
    return None
