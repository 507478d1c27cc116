"""Cookies, by names that browsers guard wherever we are served over https.

`__Host-` is set by this very host, over https, for all of its paths: no neighbour under the same
domain and nobody on the line can plant one. What is large and wanted by one page alone keeps its
path, so that not every picture is asked for with four kilobytes; that is `__Secure-`, and signed.
"""

from flask import current_app, request
from werkzeug.wrappers import Response


def cookie_name(name: str, path: str = "/", *, https: bool | None = None) -> str:
    """The name in the browser: without a prefix where we are served over plain http, which is for
    development. `https` where no app is under way yet.
    """
    if not (_https() if https is None else https):
        return name
    return f"__Host-{name}" if path == "/" else f"__Secure-{name}"


def cookie(name: str, path: str = "/") -> str:
    """What the browser holds by this name; empty where there is nothing."""
    return request.cookies.get(cookie_name(name, path), "")


def set_cookie(
    answer: Response, name: str, value: str, life_s: int, path: str = "/", *, read: bool = False
) -> None:
    """Has the browser keep a cookie for so many seconds; `read` by our scripts, or by none."""
    answer.set_cookie(
        cookie_name(name, path),
        value,
        max_age=life_s,
        path=path,
        secure=_https(),
        httponly=not read,
        samesite="Lax",
    )


def forget_cookie(answer: Response, name: str, path: str) -> None:
    """Takes a cookie out of the browser, which heeds that only with all that its name promises."""
    set_cookie(answer, name, "", 0, path)


def _https() -> bool:
    return bool(current_app.config["CONNECT"].https)
