"""What every page leans on: versioned files, lean templates, paths that stay with us."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, session

from connect.foundation.config import ROOT
from connect.foundation.phones import show_phone

STATIC = ROOT / "static"
# No control character, no space, no backslash: browsers drop or turn some of them, and what looks
# like a path of ours becomes the address of someone else.
_OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
LONGEST_PATH = 2000


def init_pages(app: Flask) -> None:
    """Sets up the templates."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Looked up for every icon: a file changes under a running server only in development.
    app.jinja_env.globals.update(
        asset=asset if app.debug else cache(asset), has_session=has_session
    )
    app.jinja_env.filters.update(phone=show_phone, merged=merged)


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


def own_path(text: str | None) -> str | None:
    """`text` if it is a path of ours to send someone back to, else None."""
    if text and len(text) <= LONGEST_PATH and _OWN_PATH.fullmatch(text):
        return text
    return None
