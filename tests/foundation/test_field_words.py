"""What is wrong with a field is said in the language of the answer, whoever found it."""

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import marshmallow as ma
import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import validate

from connect.foundation.field_words import in_our_words
from connect.foundation.rest import Page
from tests.people import DISTRICT_7, a_request, a_responder

ROOMS = ("accounts", "geo", "help_requests.api", "notifications", "responders")
ANSWERS = {"AccountSchema", "TokenSchema", "PlaceSchema", "CategorySchema"}
VALIDATORS = {validate.Range, validate.Length, validate.OneOf, validate.Regexp}
# What programs write stays as they must write it.
OF_JSON = {"JSON", "true", "false", "null", "normal", "urgent", "in", "low", "out"}
ENGLISH = re.compile(
    r"\b(the|this|must|be|not|valid|missing|data|for|required|field|unknown|longer|shorter|than|"
    r"length|between|one|of|greater|less|equal|number|string|integer|list|type|may|null|invalid)\b",
    re.IGNORECASE,
)
WRONG = [
    ("/api/v1/requests", {}),
    ("/api/v1/requests", []),
    ("/api/v1/requests", "text"),
    ("/api/v1/requests", a_request(items="rice", people=0, location=[], phone=None)),
    ("/api/v1/requests", a_request(items=[], people=10**30, phone=5, location={"lat": "x"})),
    ("/api/v1/requests", a_request(items=[{}] * 21, people=1.5, urgency="very", more=1)),
    ("/api/v1/requests", a_request(items=[5], supplier_id="q", name="x" * 81, description={})),
    ("/api/v1/requests", a_request(location={"lat": "nan", "lon": 500}, people="x")),
    ("/api/v1/requests", a_request(items=[{"category": None, "goods": "x" * 121, "x": 1}])),
    ("/api/v1/accounts", {"phone": "0", "name": "", "password": "short"}),
    ("/api/v1/accounts/verify", {"phone": "0912345678", "code": 5}),
    ("/api/v1/responders", a_responder(kind="x", categories=[], radius_m=-1, capacity=0)),
    ("/api/v1/responders", a_responder(delivers="maybe", goods={}, opening_hours="x" * 600)),
    ("/api/v1/responders", a_responder(goods=[{"name": "", "stock": "lots", "price": -1}])),
]
QUERIES = ("limit=0", "limit=x", "radius_m=nan", "radius_m=x&near=1,1", "urgency=u", "near=1")


def texts(answer: dict[str, list[str]]) -> Iterator[str]:
    for found in answer.values():
        yield from found


def english_words(text: str) -> list[str]:
    return [found[0] for found in ENGLISH.finditer(text) if found[0] not in OF_JSON]


@pytest.mark.parametrize(("url", "body"), WRONG)
def test_no_english_word_is_in_a_vietnamese_refusal(
    client: FlaskClient, url: str, body: object
) -> None:
    answer = client.post(url, json=body, headers={"Accept-Language": "vi"})
    if answer.status_code == 401:
        pytest.fail("nobody is asked who they are before the fields are looked at")
    assert answer.status_code == 422
    said = list(texts(answer.get_json()["errors"]))
    assert said
    assert [text for text in said if english_words(text)] == []


@pytest.mark.parametrize("query", QUERIES)
def test_a_wrong_query_is_refused_in_vietnamese(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/requests?{query}", headers={"Accept-Language": "vi"})
    assert answer.status_code == 422
    assert [text for text in texts(answer.get_json()["errors"]) if english_words(text)] == []


def test_who_asks_in_english_reads_english(client: FlaskClient) -> None:
    body = a_request(people=0, location=DISTRICT_7 | {"x": 1})
    answer = client.post("/api/v1/requests", json=body, headers={"Accept-Language": "en"})
    assert answer.get_json()["errors"] == {
        "people": ["This must be a number from 1 to 500."],
        "location.x": ["There is no such field here."],
    }


def fields_of(field: ma.fields.Field[Any]) -> Iterator[ma.fields.Field[Any]]:
    """A field, and those inside it."""
    yield field
    if isinstance(field, ma.fields.List):
        yield from fields_of(field.inner)
    if isinstance(field, ma.fields.Nested):
        for inner in field.schema.fields.values():
            yield from fields_of(inner)


def incoming() -> Iterator[ma.Schema]:
    """Every schema of what may come in."""
    yield Page()
    for room in ROOMS:
        module = importlib.import_module(f"connect.{room}.schemas")
        for _name, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, ma.Schema) and found.__name__ not in ANSWERS:
                yield found()


def test_no_text_of_marshmallow_is_left_out(app: Flask) -> None:
    """Whoever uses a new kind of field or validator adds its texts to `field_words`."""
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        for schema in incoming():
            for field in (one for top in schema.fields.values() for one in fields_of(top)):
                for text in field.error_messages.values():
                    assert english_words(str(in_our_words(text))) == [], (schema, field.name)
                assert {type(validator) for validator in field.validators} <= VALIDATORS
            for text in schema.error_messages.values():
                assert english_words(in_our_words(text)) == []
