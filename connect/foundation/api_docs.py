"""The readable page of the API, written from its OpenAPI document: no script, nothing from afar.

Each call is shown as a shell runs it; a test runs them all.
"""

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, current_app, render_template

from connect.foundation.rest import api

bp = Blueprint("api_docs", __name__)
METHODS = ("get", "post", "put", "patch", "delete")
WAYS_IN = {"bearer": "Authorization: Bearer $TOKEN", "manage": "X-Manage-Token: $MANAGE_TOKEN"}


class Field(NamedTuple):
    """A parameter, or a field of a body or an answer."""

    name: str
    kind: str
    needed: bool
    told: str


class Call(NamedTuple):
    """One call: how to make it, and what comes back."""

    id: str
    method: str
    path: str
    told: str
    more: str
    ways_in: list[str]
    parameters: list[Field]
    body: list[Field]
    command: str
    answers: list[tuple[str, str, list[Field]]]


@bp.get("/api/docs")
def docs() -> str:
    """Every call of the API, by room."""
    document, base_url = api.spec.to_dict(), current_app.config["CONNECT"].base_url
    return render_template(
        "api_docs.html", document=document, base_url=base_url, rooms=rooms(document, base_url)
    )


def rooms(document: dict[str, Any], base_url: str) -> dict[str, list[Call]]:
    """Every call of an OpenAPI document, by the room it belongs to."""
    rooms: dict[str, list[Call]] = {tag["description"]: [] for tag in document["tags"]}
    names = {tag["name"]: tag["description"] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                shared = item.get("parameters", [])
                call = _call(document, method, path, item[method], shared, base_url=base_url)
                rooms[names[item[method]["tags"][0]]].append(call)
    return rooms


def _call(
    document: dict[str, Any],
    method: str,
    path: str,
    operation: dict[str, Any],
    shared: list[dict[str, Any]],
    *,
    base_url: str,
) -> Call:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    parameters = [*shared, *operation.get("parameters", [])]
    ways_in = [WAYS_IN[name] for way in operation.get("security", []) for name in way]
    return Call(
        id=f"{method}{path.replace('/', '-').replace('{', '').replace('}', '')}",
        method=method.upper(),
        path=path,
        told=operation.get("summary", ""),
        more=operation.get("description", ""),
        ways_in=ways_in,
        parameters=[
            Field(p["name"], _kind(p["schema"]), p.get("required", False), p.get("description", ""))
            for p in parameters
        ],
        body=list(_fields(document, content.get("schema", {}))),
        command=_command(
            method.upper(), f"{base_url}{path}", ways_in, parameters, content.get("example")
        ),
        answers=[
            (status, answer.get("description", ""), list(_fields(document, _schema_of(answer))))
            for status, answer in operation["responses"].items()
            if status.startswith("2")
        ],
    )


def _command(
    method: str, url: str, ways_in: list[str], parameters: list[dict[str, Any]], example: Any
) -> str:
    """The call for a shell; what differs from one caller to the next stands in variables."""
    url = re.sub(r"\{(\w+)\}", lambda name: f"${name[1].upper()}", url)
    query = {p["name"]: _example(p) for p in parameters if p["in"] == "query" and _example(p)}
    headers = [
        f"{p['name']}: ${p['name'].upper().replace('-', '_')}"
        for p in parameters
        if p["in"] == "header" and p.get("required")
    ]
    parts = ["curl" if method == "GET" else f"curl -X {method}"]
    parts[0] += f' "{url}{"?" if query else ""}{urlencode(query, safe=",")}"'
    parts += [f'-H "{header}"' for header in (*ways_in[:1], *headers)]
    if example is not None:
        parts.append('-H "Content-Type: application/json"')
        parts.append(f"-d {shlex.quote(json.dumps(example, ensure_ascii=False, indent=2))}")
    return " \\\n  ".join(parts)


def _example(parameter: dict[str, Any]) -> Any:
    return parameter.get("example") or parameter["schema"].get("example")


def _schema_of(answer: dict[str, Any]) -> dict[str, Any]:
    for content in answer.get("content", {}).values():
        return dict(content.get("schema", {}))
    return {}


def _fields(document: dict[str, Any], schema: dict[str, Any], above: str = "") -> Iterator[Field]:
    """The fields of a schema and of those inside it, by their path."""
    schema = _resolved(document, schema)
    if "items" in schema:
        yield from _fields(document, schema["items"], f"{above}[]")
    for name, inner in schema.get("properties", {}).items():
        path = f"{above}.{name}" if above else name
        inside = _resolved(document, inner)
        needed = name in schema.get("required", ())
        yield Field(path, _kind(inside), needed, inner.get("description", ""))
        yield from _fields(document, inside, path)


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    for one in schema.get("anyOf", schema.get("allOf", ())):
        if "$ref" in one:
            schema = one
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["components"]["schemas"][name] if name else schema
    return found


def _kind(schema: dict[str, Any]) -> str:
    kinds = schema.get("type", "object")
    kind = " or ".join(kinds) if isinstance(kinds, list) else kinds
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value is not None)
    return f"{kind} ({schema['format']})" if "format" in schema else kind
