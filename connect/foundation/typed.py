"""What people typed is never lost, though it could not be taken when it came.

A page that was open for too long sends a form whose token no longer counts; one whose login has run
out sends it for nobody. Neither is carried out. The words are shown, and one tap sends them again:
at once, or after signing in, until when they wait in a cookie of their own. Passwords and codes do
not. And a form that was taken is said so to `keep.js`, which keeps what is typed and not yet sent.
Signing out forgets what waits in any of these cookies: the next at this phone may be somebody else.
"""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

import orjson
from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from connect.foundation.cookies import cookie, forget_cookie, set_cookie
from connect.foundation.pages import own_path
from connect.foundation.security import sign_for_a_while, unsign_recent

COOKIE = "again"
PATH = "/again"
LIFE_S = 15 * 60
# Browsers drop a cookie above 4,096 bytes, with its name.
MOST_BYTES = 4000
KEPT_S = 24 * 3600
_SECRET = re.compile(r"code|.*(password|token).*")
_KEEP = re.compile(r"[a-z0-9-]{1,60}")
# What holds the words of one person: cookies by their path.
_waiting = {COOKIE: PATH}
bp = Blueprint("typed", __name__)


class Typed(NamedTuple):
    """A form as it was posted: its address, and the names and values of its fields."""

    path: str
    fields: list[tuple[str, str]]

    @property
    def words(self) -> list[str]:
        """What somebody would know as their own words."""
        return [value for _name, value in self.fields if " " in value.strip()]


def init_typed(app: Flask) -> None:
    """Registers the page and the mark of a form that was taken."""
    app.register_blueprint(bp)
    app.after_request(_tell_taken)
    app.after_request(_forget)


@bp.get(PATH)
def again() -> AnyResponse | str:
    """What waited for the sign-in, to be sent now; without it, back to the page it was typed on."""
    kept = unsign_recent(COOKIE, cookie(COOKIE, PATH), max_age_s=LIFE_S)
    if kept is None:
        return redirect(own_path(request.args.get("back")) or url_for("home.home"), 303)
    path, fields = orjson.loads(kept)
    said = [(name, value) for name, value in fields if name != COOKIE]
    return again_page(Typed(path, [*said, (COOKIE, "1")]))


@bp.get("/leave")
def leave() -> AnyResponse:
    """Somebody goes by the quick way out: what they typed step by step is not to be found here."""
    forget_typed()
    return Response(status=204)


def again_page(typed: Typed) -> str:
    """The page with what was typed, and a button that sends it again."""
    return render_template("again.html", typed=typed)


def typed_here() -> Typed | None:
    """What a page of ours has just posted; None where there is nothing that may be shown again.

    A form from elsewhere is not: who taps its button on our page would do as its maker wished.
    """
    if request.method != "POST" or not _from_our_page():
        return None
    sent: list[tuple[str, str]] = list(request.form.items(multi=True))
    fields = [pair for pair in sent if pair[0] != "csrf_token"]
    path = own_path(request.full_path.rstrip("?"))
    if path is None or not fields or any(_SECRET.fullmatch(name) for name, _value in fields):
        return None
    return Typed(path, fields)


def page_of_form() -> str | None:
    """Where the form that was just posted stands: on the page it came from, else on its own."""
    known = current_app.url_map.bind("")
    for page in map(own_path, (_own_referrer(), request.full_path.rstrip("?"))):
        if page and known.test(urlsplit(page).path, "GET"):
            return page
    return None


def sign_in_first(back: str) -> AnyResponse:
    """Leads to the sign-in and `back`; what was typed waits in the browser and can be sent then."""
    typed = typed_here()
    kept = sign_for_a_while(COOKIE, orjson.dumps([*typed]).decode()) if typed else ""
    if not 0 < len(kept) <= MOST_BYTES:
        return redirect(url_for("accounts.sign_in", next=back or None))
    answer = redirect(url_for("accounts.sign_in", next=url_for("typed.again", back=back)))
    set_cookie(answer, COOKIE, kept, LIFE_S, PATH)
    return answer


def waits_in(cookie: str, path: str) -> None:
    """Registers another cookie that holds what somebody has typed and not yet sent."""
    _waiting[cookie] = path


def forget_typed() -> None:
    """Takes what was typed and not yet sent out of this browser, with the answer under way."""
    g.forget_typed = True


def _from_our_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    ours = request.host_url.rstrip("/")
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == ours
    return _own_referrer() is not None


def _own_referrer() -> str | None:
    """The address of the page of ours that one comes from, without the host."""
    referrer, ours = request.referrer or "", request.host_url.rstrip("/")
    return referrer.removeprefix(ours) if referrer.startswith(f"{ours}/") else None


def _tell_taken(answer: Response) -> Response:
    # Only what was read and is ours: other sites can post what needs no token, and what is too
    # large cannot be read here, either.
    if not g.get("csrf_valid") or answer.status_code != 303:
        return answer
    name = request.form.get("keep", "")
    if _KEEP.fullmatch(name):
        set_cookie(answer, f"kept-{name}", "1", KEPT_S, read=True)
    if COOKIE in request.form:
        forget_cookie(answer, COOKIE, PATH)
    return answer


def _forget(answer: Response) -> Response:
    if g.get("forget_typed"):
        for name, path in _waiting.items():
            forget_cookie(answer, name, path)
    return answer
