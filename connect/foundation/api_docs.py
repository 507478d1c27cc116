"""The readable page of the API, written from its OpenAPI document: no script, nothing from afar."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Blueprint, render_template

from connect.foundation.rest import api

bp = Blueprint("api_docs", __name__)
METHODS = ("get", "post", "patch", "delete")
WAYS_IN = {"bearer": "Authorization: Bearer TOKEN", "manage": "X-Manage-Token: TOKEN"}


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
    example: str
    answers: list[tuple[str, str, list[Field]]]


@bp.get("/api/docs")
def docs() -> str:
    """Every call of the API, by room."""
    document = api.spec.to_dict()
    return render_template("api_docs.html", document=document, rooms=_rooms(document))


def _rooms(document: dict[str, Any]) -> dict[str, list[Call]]:
    rooms: dict[str, list[Call]] = {tag["description"]: [] for tag in document["tags"]}
    names = {tag["name"]: tag["description"] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                shared = item.get("parameters", [])
                call = _call(document, method, path, item[method], shared)
                rooms[names[item[method]["tags"][0]]].append(call)
    return rooms


def _call(
    document: dict[str, Any],
    method: str,
    path: str,
    operation: dict[str, Any],
    shared: list[dict[str, Any]],
) -> Call:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = content.get("example")
    return Call(
        id=f"{method}{path.replace('/', '-').replace('{', '').replace('}', '')}",
        method=method.upper(),
        path=path,
        told=operation.get("summary", ""),
        more=operation.get("description", ""),
        ways_in=[WAYS_IN[name] for way in operation.get("security", []) for name in way],
        parameters=[
            Field(p["name"], _kind(p["schema"]), p.get("required", False), p.get("description", ""))
            for p in (*shared, *operation.get("parameters", []))
        ],
        body=list(_fields(document, content.get("schema", {}))),
        example=json.dumps(example, ensure_ascii=False, indent=2) if example else "",
        answers=[
            (status, answer.get("description", ""), list(_fields(document, _schema_of(answer))))
            for status, answer in operation["responses"].items()
            if status.startswith("2")
        ],
    )


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
