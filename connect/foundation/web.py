"""What every answer has: limits, errors as a page or as a problem document, health."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect
from gunicorn.http.errors import ParseException
from sqlalchemy.exc import DatabaseError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, UnprocessableEntity
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from connect.foundation.config import Settings
from connect.foundation.cookies import cookie_name, set_cookie
from connect.foundation.database import reading
from connect.foundation.errors import ConnectError, Invalid, NotSignedIn, TooOften, Unavailable
from connect.foundation.headers import init_headers
from connect.foundation.i18n import LANGUAGE_COOKIE, LANGUAGES
from connect.foundation.metrics import Figure, as_text, watched
from connect.foundation.pages import YEAR_S, own_path
from connect.foundation.rest import PROBLEM, is_api, json_answer
from connect.foundation.typed import (
    again_page,
    init_typed,
    page_of_form,
    sign_in_first,
    typed_here,
)

MOST_BYTES = 1_000_000
QUEUE_STANDS_STILL_S = 15 * 60
_QUEUES = "connect_queues"
# A language does no harm, and without a token in its form public pages need no session. An
# unsubscribe link proves itself by its address: mail programs post there without one, too.
_NEEDS_NO_TOKEN = {"web.choose_language", "unsubscribing.unsubscribe"}
# Locked, full, gone, no database at all, shut down.
DATABASE_AWAY = {OperationalError, DatabaseError, InterfaceError, InternalError, PoolTimeout}

csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True)
bp = Blueprint("web", __name__)


def init_web(app: Flask, settings: Settings) -> None:
    """Cookies, proxies, limits, headers and error pages of the app."""
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        SESSION_COOKIE_NAME=cookie_name("connect", https=settings.https),
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=60 * 24 * 3600,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        RATELIMIT_ENABLED=settings.limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        # Redis away: each process counts for itself, and nobody is turned away for that.
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=settings.redis_url is not None,
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(_refuse_forged_posts)
    init_headers(app)
    app.register_error_handler(ConnectError, _refuse)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(ParseException, _broken_body)
    app.register_error_handler(DatabaseError, _database_error)
    app.register_error_handler(InterfaceError, _database_error)
    app.register_error_handler(PoolTimeout, _database_error)
    app.register_blueprint(bp)
    init_typed(app)


@bp.get("/live")
def live() -> Response:
    """Whether the process runs."""
    return json_answer({"status": "ok"})


@bp.get("/ready")
def ready() -> Response:
    """Whether the database answers, and no queue stands still: a worker that died is noticed."""
    with reading() as connection:
        connection.execute(sa.text("SELECT 1 FROM category LIMIT 1"))
    late = [name for name, age_s in _ages().items() if age_s > QUEUE_STANDS_STILL_S]
    if late:
        return json_answer({"status": "late", "queues": late}, Unavailable.status)
    return json_answer({"status": "ok"})


@bp.get("/metrics")
def metrics() -> Response:
    """How long the oldest task of each queue has been due, and what rooms tell, for Prometheus."""
    name, told = "connect_queue_age_seconds", "How long the oldest task has been due."
    ages = [Figure(name, told, round(age, 1), {"queue": queue}) for queue, age in _ages().items()]
    return Response(as_text([*ages, *watched()]), mimetype="text/plain; version=0.0.4")


def watch_queue(app: Flask, name: str, age_s: Callable[[], float]) -> None:
    """Registers a queue by how many seconds its oldest task has been due."""
    app.extensions.setdefault(_QUEUES, {})[name] = age_s


def _ages() -> dict[str, float]:
    queues: dict[str, Callable[[], float]] = current_app.extensions.get(_QUEUES, {})
    return {name: age_s() for name, age_s in queues.items()}


@bp.post("/language/<language>")
def choose_language(language: str) -> AnyResponse:
    """Remembers the language of this browser, in a cookie of its own."""
    answer = redirect(own_path(request.form.get("back")) or url_for("home.home"), 303)
    if language in LANGUAGES:
        set_cookie(answer, LANGUAGE_COOKIE, language, YEAR_S)
    return answer


def _refuse_forged_posts() -> None:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    # No other site can make a browser send this; `user:password@` in a link makes it send Basic.
    if request.headers.get("Authorization", "").lower().startswith("bearer "):
        return
    if request.endpoint in _NEEDS_NO_TOKEN:
        return
    # A call without our cookie cannot act in anyone's name but by a token it carries itself.
    if not is_api() or session:
        csrf.protect()


def was_made(response: Response) -> bool:
    """For a limit on new things (`deduct_when`): who mends a refused form is not counted."""
    return response.status_code in (201, 202, 303)


def _refuse(error: ConnectError) -> AnyResponse:
    if isinstance(error, NotSignedIn) and not is_api():
        # Back to the page, or to the one that the button was on; sign-in takes only paths of ours.
        page = (request.referrer or "").removeprefix(request.host_url.rstrip("/"))
        return sign_in_first(request.full_path.rstrip("?") if request.method == "GET" else page)
    errors = error.errors if isinstance(error, Invalid) else None
    answer = make_response(_answer(error.status, _(error.title), errors))
    if isinstance(error, TooOften):
        answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


def _http_error(error: HTTPException) -> AnyResponse | tuple[str, int]:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    errors = None
    if isinstance(error, UnprocessableEntity):
        errors = _flat(getattr(error, "data", {}).get("messages", {}))
    answer = _answer(error.code or 500, _title(error.code or 500), errors)
    if isinstance(answer, AnyResponse):
        for name, value in error.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                answer.headers[name] = value
    return answer


def _csrf_error(_error: CSRFError) -> AnyResponse | tuple[str, int]:
    title = _("This page was open for too long.")
    if is_api():
        return _answer(400, title)
    if typed := typed_here():
        return again_page(typed), 400
    return render_template("error.html", status=400, title=title, anew=page_of_form()), 400


def _broken_body(_error: ParseException) -> AnyResponse | tuple[str, int]:
    """A body that comes in chunks is read by whoever asks for it; where one ends, nobody knows."""
    return _answer(400, _title(400))


def _database_error(error: Exception) -> AnyResponse | tuple[str, int]:
    if type(error) not in DATABASE_AWAY:
        raise error  # our own statement is wrong: that is a bug, and no passing trouble
    current_app.logger.error("The database does not answer: %s", getattr(error, "orig", error))
    return _answer(Unavailable.status, _(Unavailable.title))


def _answer(
    status: int, title: str, errors: dict[str, list[str]] | None = None
) -> AnyResponse | tuple[str, int]:
    if is_api():
        problem: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
        if errors is not None:
            problem["errors"] = errors
        response = json_answer(problem, status)
        response.mimetype = PROBLEM
        if status == NotSignedIn.status:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response
    return render_template("error.html", status=status, title=title, errors=errors), status


def _title(status: int) -> str:
    titles: dict[int, str] = {
        400: _("This cannot be read."),
        404: _("We cannot find this page."),
        405: _("This cannot be done here."),
        413: _("This is too large to send."),
        415: _("Please send this as JSON."),
        422: _("Some answers need another look."),
        429: _("That was too often. Please wait a little and try again."),
    }
    return titles.get(status, "") or str(_("Something went wrong on our side. Please try again."))


def _flat(messages: Any, prefix: str = "") -> dict[str, list[str]]:
    """marshmallow's nested messages as `{field: [text]}`, fields joined by dots."""
    if isinstance(messages, dict):
        found: dict[str, list[str]] = {}
        for key, inner in messages.items():
            # The first level is the location: json, query …
            name = f"{prefix}.{key}" if prefix and prefix != "." else ("" if not prefix else key)
            found |= _flat(inner, name or ".")
        return found
    texts = messages if isinstance(messages, list) else [messages]
    return {prefix if prefix != "." else "body": [str(text) for text in texts]}
