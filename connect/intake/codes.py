"""QR codes, and the tokens that a browser has read from them: addresses do not keep them."""

import segno
from flask import current_app, session
from markupsafe import Markup

# A cookie holds no more: it also has twenty links of requests.
MOST = 5


def qr_code(path: str) -> Markup:
    """An SVG that leads a phone to a path of ours."""
    code = segno.make_qr(f"{current_app.config['CONNECT'].base_url}{path}", error="m")
    # Our own base address and a random token: nothing that anybody wrote.
    return Markup(code.svg_inline(omitsize=True, svgclass="qr", lineclass=None))  # noqa: S704


def keep_token(kind: str, token: str) -> None:
    """Keeps what was read in the session of this browser, the latest five of a kind."""
    kept = [one for one in held_tokens(kind) if one != token]
    session.permanent = True
    session[kind] = [*kept, token][-MOST:]


def held_tokens(kind: str) -> list[str]:
    """The tokens of a kind that this browser has read, the latest last."""
    return list(session.get(kind, []))
