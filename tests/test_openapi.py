"""The OpenAPI document is valid, complete and true: schemathesis calls everything it promises."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from connect.help_requests import Status
from tests.people import People
from tests.routes import route_lines
from tests.situations import situation
from tests.situations_with import with_gift
from tests.web import Browser

# Not among them: that every wrong value is refused. Numbers may come as text, say.
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
]
# The authorization table has these.
ENDS_THE_CALLER = {"DELETE /api/v1/me", "DELETE /api/v1/responders/{responder_id}"}
EXAMPLES = 7


@pytest.fixture(scope="module")
def document(shared_app: Flask) -> dict[str, Any]:
    answer = shared_app.test_client().get("/api/openapi.json")
    assert answer.mimetype == "application/json"
    return dict(answer.get_json())


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield method.upper(), path, operation


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()


def test_every_route_of_the_api_is_in_the_document(app: Flask, document: dict[str, Any]) -> None:
    there = {f"{method} {path}" for method, path, _operation in operations(document)}
    routes = {
        re.sub("<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", line)
        for line in route_lines(app)
        if "/api/v1/" in line or "/tiles/" in line
    }
    assert there == routes


def test_every_call_says_what_it_does_and_what_can_go_wrong(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        assert operation["summary"], f"{method} {path}"
        default = operation["responses"]["default"]["$ref"].rsplit("/", 1)[1]
        problem = document["components"]["responses"][default]
        assert list(problem["content"]) == ["application/problem+json"]
        for status in (400, 401, 403, 404, 409, 413, 415, 422, 429, 503):
            assert str(status) in problem["description"]


def test_every_answer_with_a_body_has_its_schema(document: dict[str, Any]) -> None:
    free = {"GET /api/v1/me/export"}  # by room
    without = {
        f"{method} {path}"
        for method, path, operation in operations(document)
        for status, answer in operation["responses"].items()
        if status in ("200", "201", "202") and "content" not in answer
    }
    assert without <= free


def test_calls_that_may_be_repeated_say_by_which_header(document: dict[str, Any]) -> None:
    repeatable = {
        f"{method} {path}"
        for method, path, operation in operations(document)
        if any(p["name"] == "Idempotency-Key" for p in operation.get("parameters", []))
    }
    changing = ("POST", "PUT", "PATCH")
    unsafe = {f"{m} {p}" for m, p, _operation in operations(document) if m in changing}
    # A code counts every try, a token is told once, and asking for a code twice sends it twice.
    assert unsafe - repeatable == {
        "POST /api/v1/accounts",
        "POST /api/v1/accounts/verify",
        "POST /api/v1/me/email",
        "POST /api/v1/me/email/verify",
        "POST /api/v1/tokens",
        "POST /api/v1/requests/{request_id}/phone-code",
        "POST /api/v1/requests/{request_id}/prove",
        "POST /api/v1/suppliers/{shop_id}/claim/code",
        "POST /api/v1/suppliers/{shop_id}/claim/verify",
        "POST /api/v1/sms",  # the id of the message is its key
    }


def test_an_example_in_the_document_works_as_it_stands(
    app: Flask, document: dict[str, Any], people: People
) -> None:
    tried = 0
    for path in ("/api/v1/requests", "/api/v1/responders"):
        content = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        answer = people.huong.client.post(path, json=content["example"])
        assert answer.status_code == 201, answer.get_data(as_text=True)
        tried += 1
    assert tried == 2


def test_the_readable_page_tells_every_call(client: Browser, document: dict[str, Any]) -> None:
    page = client.page("/api/docs")
    told = page.root.text()
    for method, path, operation in operations(document):
        assert f"{method} {path}" in told
        assert operation["summary"].replace("`", "") in told
    assert "manage_token" in told
    assert json.dumps("Bà Tư", ensure_ascii=False) in told


@pytest.fixture(scope="module")
def said(shared_app: Flask) -> Callable[[GenerationMode], list[Any]]:
    """Calls of every operation, as the document allows them or as it does not.

    Thought up once: that takes longer than making them.
    """

    @cache
    def calls(mode: GenerationMode) -> list[Any]:
        schema: Any = schemathesis.openapi.from_wsgi("/api/openapi.json", shared_app)
        found: list[Any] = []
        for one in schema.get_all_operations():
            operation = one.ok()
            if operation.label not in ENDS_THE_CALLER:
                with suppress(Unsatisfiable):  # nothing to say cannot be said wrongly
                    thought_up(operation.as_strategy(generation_mode=mode), found)
        return found

    return calls


def thought_up(strategy: SearchStrategy[Any], found: list[Any]) -> None:
    """Adds some cases of a strategy, the same ones in each run."""

    @given(case=strategy)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def think(case: Any) -> None:
        found.append(case)

    think()


@pytest.mark.usefixtures("seen_on_postgis")  # which takes fewer values than SQLite
@pytest.mark.parametrize("who", ["stranger", "volunteer", "requester"])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_api_keeps_what_the_document_promises(
    mode: GenerationMode,
    who: str,
    app: Flask,
    people: People,
    said: Callable[[GenerationMode], list[Any]],
) -> None:
    """A bounded run: some calls for each operation, the same ones by everybody.

    Ids are those of things that are there, so that it comes farther than 404.
    """
    here = with_gift(app, people, situation(app, people, Status.OPEN), "reserved")
    ids = {name: str(value) for name, value in here._asdict().items()}
    headers: dict[str, str] = {
        "stranger": {},
        "volunteer": {"Authorization": f"Bearer {people.huong.token}"},
        "requester": {"X-Manage-Token": here.manage_token},
    }[who]
    headers["Accept-Encoding"] = "identity"  # its client inside the process unpacks nothing
    cases = said(mode)
    for case in cases:
        for name in case.path_parameters or {}:
            case.path_parameters[name] = ids.get(name, case.path_parameters[name])
        case.call_and_validate(headers=headers, checks=CHECKS)
    assert len(cases) > (20 if mode == GenerationMode.POSITIVE else 5) * EXAMPLES
