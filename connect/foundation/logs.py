"""What goes into the log: a line of JSON with the names of a list, and nobody's words.

An address is told as its route: the address itself can hold a token. Of an exception its class and
where it came from: its message can hold what somebody typed. A phone is told as its keyed hash: who
looks for one knows it again, and nobody reads it.
"""

import hashlib
import hmac
import logging
import re
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Flask, Response, g, request
from flask.logging import wsgi_errors_stream
from werkzeug.exceptions import HTTPException

from connect.foundation.config import ROOT
from connect.foundation.phones import WrongPhone, parse_phone

NAMES = ("method", "route", "status", "account", "network", "phone")
REFUSED = {400, 401, 403, 429}
# Whether they went well or not: who comes in, by which door.
_DOORS = {
    "accounts.sign_in",
    "accounts.sign_out",
    "accounts.sign_out_everywhere",
    "accounts.set_password",
    "accounts.change_password",
    "accounts.verify",
    "second_factor.sign_in",
    "accounts_api.sign_in",
    "accounts_api.verify",
    "help_requests.find",
}
# Ten digits or more, as people write them; and what only a program writes: tokens, not ids.
_NUMBER = re.compile(r"(?<![\w-])\+?\d(?:[\s.()-]{0,2}\d){8,14}(?![\w-])")
_TOKEN = re.compile(r"(?<![\w.-])(?=[\w.-]*\d)(?=[\w.-]*[A-Z])(?=[\w.-]*[a-z])[\w.-]{24,}")
_events = logging.getLogger("connect.refusals")


class DiscreetFlask(Flask):
    """Flask, whose line about a bug names the route and not the address."""

    def log_exception(self, exc_info: Any) -> None:
        """See `Flask.log_exception`."""
        self.logger.error("a bug", exc_info=exc_info, extra=_asked())


class Line(logging.Formatter):
    """One record as one line of JSON."""

    def __init__(self, key: str, *, whole: bool) -> None:
        """`whole`: with what exceptions say, for whoever develops."""
        super().__init__()
        self._key, self._whole = key, whole

    def format(self, record: logging.LogRecord) -> str:
        """The line; it holds no line end of its own."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": self._plain(record.getMessage()),
        }
        told |= {name: vars(record)[name] for name in NAMES if vars(record).get(name) is not None}
        if told.get("phone"):
            told["phone"] = self._hashed(told["phone"])
        if told.get("network"):
            told["network"] = self._hashed(told["network"])
        if record.exc_info and record.exc_info[1] is not None:
            told["trace"] = self._trace(record.exc_info[1])
        return orjson.dumps(told, default=str).decode()

    def _plain(self, text: str) -> str:
        text = _NUMBER.sub(lambda found: self._hashed(found[0]), text)
        return _TOKEN.sub("…", text)

    def _hashed(self, value: str) -> str:
        with suppress(WrongPhone):  # an address, or a number that is no phone
            value = parse_phone(value)
        key = f"log:{self._key}".encode()
        return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:12]

    def _trace(self, error: BaseException) -> list[str]:
        if self._whole:
            return [self._plain(line) for line in traceback.format_exception(error)]
        told, one = [], traceback.TracebackException.from_exception(error)
        cause: traceback.TracebackException | None = one
        while cause is not None:
            told += [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in cause.stack]
            told.append(_kind(cause))
            cause = cause.__cause__ or cause.__context__
        return told


def _kind(told: traceback.TracebackException) -> str:
    return str(getattr(told, "exc_type_str", None) or getattr(told.exc_type, "__name__", "error"))


def _short(path: str) -> str:
    return path.removeprefix(f"{ROOT}/")


def init_logs(app: Flask, key: str) -> None:
    """Sends all that the rooms say to the standard error, and notes who was refused."""
    stream: Any = wsgi_errors_stream  # where the standard error is when a line is written
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line(key, whole=app.debug))
    handler.set_name("connect")
    ours = logging.getLogger("connect")
    for old in [one for one in ours.handlers if one.get_name() == "connect"]:
        ours.removeHandler(old)
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    app.after_request(_note)


def _note(answer: Response) -> Response:
    door = request.endpoint in _DOORS and request.method == "POST"
    if door or answer.status_code in REFUSED:
        _events.info(
            "came in" if answer.status_code < 400 else "refused",
            extra=_asked() | {"status": answer.status_code, "phone": _phone() if door else None},
        )
    return answer


def _asked() -> dict[str, Any]:
    known = g.get("_login_user")  # Flask-Login's own, where the account was looked up
    return {
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "network": request.remote_addr,
        "account": str(known.id) if known is not None and known.is_authenticated else None,
    }


def _phone() -> str | None:
    try:
        body: Any = request.get_json(silent=True) if request.is_json else request.form
    except (HTTPException, RecursionError):  # too large, too deep, or broken off: refused already
        return None
    phone = body.get("phone") if hasattr(body, "get") else None
    try:
        return parse_phone(phone) if isinstance(phone, str) else None
    except WrongPhone:
        return None
