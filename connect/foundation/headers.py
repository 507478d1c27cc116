"""The headers of every answer, and the number that a page's own scripts carry.

A page runs what names the number of its answer (a nonce) and is a file of ours, and nothing else:
words that somebody got into a page cannot know the number, and a number that leaks loads nothing
from elsewhere. Those are two policies, for one that names both would ask for either. A page that
has asked for no number has no script, and runs none.
"""

import secrets

from flask import Flask, Response, current_app, g, request

from connect.foundation.rest import is_api

_POLICY = (
    "default-src 'none'; script-src {scripts}; worker-src 'self'; style-src 'self'; "
    "img-src {images}; font-src 'self'; connect-src {calls}; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
)
_OUR_FILES_ALONE = ", script-src 'self'"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Two years, and for every name below ours: what it asks for over http a browser never sends.
_HTTPS_ONLY = "max-age=63072000; includeSubDomains"


def init_headers(app: Flask) -> None:
    """Puts them on every answer, and gives templates the nonce of theirs."""
    app.after_request(_add)
    app.jinja_env.globals["nonce"] = nonce


def nonce() -> str:
    """128 random bits for the answer under way, which each of its scripts names."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    made: str = g.nonce
    return made


def may_be_framed(response: Response) -> Response:
    """Lets pages of others show this one in a frame: it holds nothing private and no button."""
    g.framed = True
    return response


def _add(response: Response) -> Response:
    if current_app.config["CONNECT"].https:
        response.headers["Strict-Transport-Security"] = _HTTPS_ONLY
    if request.endpoint == "static" and response.status_code < 400:
        return response  # those of files: connect.foundation.pages
    framed = g.get("framed", False)
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    own = "cross-origin" if framed else "same-origin"
    response.headers.setdefault("Cross-Origin-Resource-Policy", own)
    if not framed:
        response.headers["X-Frame-Options"] = "DENY"
    # With a 304 a page keeps the policy that it came with, and whose number it names.
    if response.status_code != 304:
        policy = _policy(page=response.mimetype == "text/html", framed=framed)
        response.headers.setdefault("Content-Security-Policy", policy)
    if is_api() and request.method == "GET" and not (request.cookies or request.authorization):
        # To pages elsewhere, what any stranger may read.
        response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _policy(*, page: bool, framed: bool) -> str:
    settings = current_app.config["CONNECT"]
    own = g.get("nonce") if page else None
    tiles, live = (settings.tile_origin, settings.live_origin) if page else ("", "")
    policy = _POLICY.format(
        scripts=f"'nonce-{own}'" if own else "'none'" if page else "'self'",
        images=f"'self' data: {tiles}".rstrip(),
        calls=f"'self' {live}".rstrip(),
        frames="*" if framed else "'none'",
    )
    return policy + (_OUR_FILES_ALONE if own else "")
