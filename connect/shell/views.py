"""The worker, the manifest, and the page that stands in for every page while the line is gone."""

import orjson
from flask import Blueprint, Response, g, render_template, request

from connect.accounts import session_holder
from connect.foundation.i18n import LANGUAGES, language, speaking
from connect.foundation.rest import json_answer
from connect.shell.keeping import manifest, shell, worker_script

HOLDER, KEEP = "Connect-Holder", "Connect-Keep"
bp = Blueprint("shell", __name__)


@bp.get("/sw.js")
def worker() -> Response:
    """The service worker, in the language of the page that asks for it. It stands at the root to
    speak for all of us, and is looked at anew each time, so that no browser keeps an old one.
    """
    asked = request.args.get("language", "").replace("-", "_")
    with speaking(asked if asked in LANGUAGES else language()):
        text = f"const SHELL = {orjson.dumps(shell()).decode()};\n{worker_script()}"
    answer = Response(text, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@bp.get("/manifest.webmanifest")
def app_manifest() -> Response:
    """What a phone needs to know to put us on its home screen."""
    answer = json_answer(manifest())
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/robots.txt")
def robots() -> Response:
    """Where search engines have nothing to look for: keys of somebody, and answers for programs."""
    keys = "".join(f"Disallow: /{path}/\n" for path in ("m", "r", "u", "set-password", "api/v1"))
    return Response(f"User-agent: *\n{keys}", mimetype="text/plain")


@bp.get("/offline")
def offline() -> str:
    """The page for a line that is gone: the worker keeps it, and shows it."""
    return render_template("shell/offline.html")


@bp.after_app_request
def tell_the_worker(response: Response) -> Response:
    """Says on each page whose browser this is, and how long a copy of the page may be kept.

    When the holder is another one than before, the worker lets go of every copy.
    """
    if response.mimetype == "text/html":
        response.headers[HOLDER] = session_holder()
        if "keep_s" in g and response.status_code == 200:
            response.headers[KEEP] = str(g.keep_s)
    return response
