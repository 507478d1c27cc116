"""What the phone is told: which files and pages it keeps, by which version, and our name."""

import hashlib
from functools import cache
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from connect.foundation.config import ROOT
from connect.foundation.i18n import language
from connect.foundation.pages import STATIC, asset

# Kept from the first visit on. What they are drawn with the worker reads out of them.
PAGES = ("/offline", "/outbox", "/hotlines")
STYLES = ("css/connect.css",)
SCRIPTS = ("js/outbox_core.js",)
# Another text of any of these is another version of what is kept.
_SOURCES = ("static/*/*", "static/vendor/fonts/*", "templates/**/*", "translations/**/*.mo")


def shell() -> dict[str, Any]:
    """The version of the shell, its files and pages, and the worker's own words."""
    spoken = language().replace("_", "-")
    return {
        "version": f"{spoken}-{_digest() if not current_app.debug else _digest_now()}",
        "language": spoken,
        "scripts": [asset(name) for name in SCRIPTS],
        "files": [asset(name) for name in (*STYLES, *SCRIPTS)],
        "pages": list(PAGES),
        "words": {
            "kept": _("You are offline. This is the copy of %(time)s.", time="{time}"),
            "slow": _("The line is slow. This is the copy of %(time)s.", time="{time}"),
            "trouble": _("We have a problem here. This is the copy of %(time)s.", time="{time}"),
        },
    }


def manifest() -> dict[str, Any]:
    """The web app manifest, in the language that the browser asks for."""
    return {
        "id": "/",
        "name": _("Connect: help nearby"),
        "short_name": "Connect",
        "description": _("Ask for food, medicine or a hand, and find who is near and can help."),
        "lang": language().replace("_", "-"),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f7f9",
        "theme_color": "#ffffff",
        "icons": [
            _icon("icon-192", 192, "any"),
            _icon("icon-512", 512, "any"),
            _icon("icon-maskable-512", 512, "maskable"),
        ],
        "shortcuts": [
            {"name": _("I need help"), "url": "/requests/new"},
            {"name": _("Hotlines"), "url": "/hotlines"},
        ],
    }


def _icon(name: str, side: int, purpose: str) -> dict[str, str]:
    return {
        "src": asset(f"vendor/app/{name}.png"),
        "sizes": f"{side}x{side}",
        "type": "image/png",
        "purpose": purpose,
    }


def _digest_now() -> str:
    found = hashlib.sha256()
    for file in sorted(f for pattern in _SOURCES for f in ROOT.glob(pattern) if f.is_file()):
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


_digest = cache(_digest_now)


def worker_script() -> str:
    """The text of the worker itself."""
    return (STATIC / "js/worker.js").read_text(encoding="utf-8")
