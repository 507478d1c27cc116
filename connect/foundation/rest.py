"""The JSON API's ground: one OpenAPI document, problem answers, checked fields, cursors."""

import base64
import binascii
import uuid
from datetime import UTC, datetime
from typing import Any, ClassVar, NoReturn

import flask
import marshmallow as ma
import orjson
from flask import Flask, Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_smorest import Api, Blueprint
from flask_smorest.arguments import FlaskParser
from marshmallow import validate
from webargs.core import is_json, missing

from connect.foundation.errors import Invalid, Unreadable
from connect.foundation.field_words import in_our_words
from connect.foundation.phones import WrongPhone, parse_phone
from connect.foundation.text import clean_line, clean_text

PREFIX = "/api/v1"
MOST_ROWS = 100
DEFAULT_ROWS = 20


PROBLEM = "application/problem+json"
PROBLEMS = (
    "A problem (RFC 9457): 400 unreadable, 401 not signed in, 403 not yours to do, 404 not there "
    "or not yours to see, 405 not done here, 409 the state forbids it, 413 too large, "
    "415 not JSON, 422 values that cannot be accepted, 429 too often (see Retry-After), "
    "503 the database is away"
)
# A parameter for `blp.doc` of every call that `idempotency.once` guards.
IDEMPOTENT = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": (
        "The same key and body again give the same answer and change nothing more; with another "
        "body it is refused (422). Keys of different callers never meet: they belong to the token "
        "of the call, and without one to the `phone` in its body. A random UUID is a good key."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}


class Problem(ma.Schema):
    """RFC 9457, with the texts for each field that was not accepted."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    errors = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.List(ma.fields.String()))


class ConnectApi(Api):  # type: ignore[misc]  # flask-smorest ships no types
    """flask-smorest, with our own error handlers (`web.py`) instead of its."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        return

    def _register_responses(self) -> None:
        content = {PROBLEM: {"schema": self.ERROR_SCHEMA}}
        for name, told in (
            ("UNPROCESSABLE_ENTITY", "Values that cannot be accepted: `errors` names the fields"),
            ("DEFAULT_ERROR", PROBLEMS),
        ):
            self.spec.components.response(
                name, {"description": told, "content": content}, lazy=True
            )


class JsonParser(FlaskParser):  # type: ignore[misc]  # flask-smorest ships no types
    """Reads bodies by orjson: no NaN, no infinities, no endless nesting."""

    DEFAULT_UNKNOWN_BY_LOCATION: ClassVar[dict[str, str | None]] = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": ma.EXCLUDE,
    }

    def load_json(self, req: flask.Request, schema: ma.Schema) -> Any:
        """The body, or webargs' `missing` where there is none. 400 unreadable, 415 not JSON."""
        body = req.get_data(cache=True)
        if not body:
            return missing
        if not is_json(req.mimetype):
            flask.abort(415)
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            raise Unreadable from None

    def handle_error(self, error: ma.ValidationError, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuses the call, in the language of the answer."""
        error.messages = in_our_words(error.messages)
        super().handle_error(error, *args, **kwargs)
        raise error


class RestBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest ships no types
    """A room's part of the API."""

    ARGUMENTS_PARSER = JsonParser()

    def arguments(self, schema: type[ma.Schema], **kwargs: Any) -> Any:
        """What may come in. One schema for all calls: it is slow to make."""
        return super().arguments(schema(), **kwargs)


api = ConnectApi()


def init_api(app: Flask) -> None:
    """Serves the OpenAPI 3.1 document and its readable page."""
    app.config.update(
        API_TITLE="Connect",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "components": {
                "securitySchemes": {
                    "bearer": {"type": "http", "scheme": "bearer"},
                    "manage": {"type": "apiKey", "in": "header", "name": "X-Manage-Token"},
                }
            },
        },
    )
    api.init_app(app)


class Line(ma.fields.String):
    """One line of cleaned text, at most `most` characters."""

    cleaner = staticmethod(clean_line)

    def __init__(self, *, most: int, least: int = 0, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(min=least or None, max=most), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return self.cleaner(super()._deserialize(value, attr, data, **kwargs) or "")


class Lines(Line):
    """Some lines of cleaned text, at most `most` characters."""

    cleaner = staticmethod(clean_text)


class Phone(ma.fields.String):
    """A phone as people write it; E.164 inside."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own protocol
        "phone": _l(
            "This number is not right yet: Vietnamese numbers have 10 digits, "
            "for example 0912 345 678."
        )
    }

    def __init__(self, **kwargs: Any) -> None:
        told = "a number that can be called, as people write it; with + and the country from abroad"
        super().__init__(metadata={"description": told, "example": "0912 345 678"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs) or ""
        try:
            return parse_phone(clean_line(text))
        except WrongPhone as error:
            raise self.make_error("phone") from error


class Page(ma.Schema):
    """How a list is cut."""

    limit = ma.fields.Integer(
        load_default=DEFAULT_ROWS, validate=validate.Range(min=1, max=MOST_ROWS)
    )
    cursor = ma.fields.String(load_default=None, validate=validate.Length(max=200))


def page_schema(item: type[ma.Schema], name: str) -> type[ma.Schema]:
    """The document of a list: `{"items": […], "next": cursor or null}`."""
    return ma.Schema.from_dict(
        {
            "items": ma.fields.List(ma.fields.Nested(item), required=True),
            "next": ma.fields.String(required=True, allow_none=True),
        },
        name=name,
    )


def is_api() -> bool:
    """Whether a program is asking."""
    return flask.request.path.startswith(("/api/", "/tiles/"))


def json_answer(payload: Any, status: int = 200) -> Response:
    """An answer by orjson."""
    return Response(orjson.dumps(payload), status=status, mimetype="application/json")


def page_of(items: list[Any] | orjson.Fragment, position: list[Any] | None) -> dict[str, Any]:
    """A page of a list; `position` is where it goes on, None at the end."""
    return {"items": items, "next": to_cursor(position) if position is not None else None}


def to_cursor(position: list[Any]) -> str:
    """A place in a list as text for an address."""
    return base64.urlsafe_b64encode(orjson.dumps(position)).decode().rstrip("=")


def from_cursor(cursor: str | None) -> list[Any] | None:
    """The position inside a cursor of ours. Raises `Invalid` for any other text."""
    if cursor is None:
        return None
    try:
        position = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(position, list):
            raise ValueError
    except (ValueError, binascii.Error, UnicodeEncodeError):
        raise wrong_cursor() from None
    return position


def moment_of(cursor: str | None) -> tuple[datetime, uuid.UUID] | None:
    """The moment and the id inside a cursor of a list by time. Raises `Invalid`."""
    position = from_cursor(cursor)
    if position is None:
        return None
    try:
        moment, key = datetime.fromisoformat(position[0]), uuid.UUID(position[1])
        if len(position) > 2 or moment.tzinfo is None:
            raise ValueError("a moment with its zone, and an id")
        return moment.astimezone(UTC), key
    except (ValueError, TypeError, AttributeError, IndexError, OverflowError):
        raise wrong_cursor() from None


def wrong_cursor() -> Invalid:
    """The refusal of a cursor that we did not make."""
    return Invalid({"cursor": [_("This is not a cursor of this list.")]})
