"""The rules of the house, kept by reading the code and by asking the app.

Floors and circles are import-linter's business (`pyproject.toml`); these are the rules it cannot
say. Kits are not rooms: `foundation` is entered by its modules, and `geo` lends its field types to
the rooms above (`forms`, `schemas`, `paging`), everything else of it goes through its door.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from jinja2 import Environment

from connect.foundation.config import ROOT
from tests.routes import route_lines

CONNECT = ROOT / "connect"
TEMPLATES = ROOT / "templates"
COMMITTED_ROUTES = Path(__file__).with_name("routes.txt")
LONGEST_FILE = 300

ROOF = {"connect/app.py", "connect/features.py", "connect/owned.py"}
ENTRANCES = {"api", "forms", "jobs", "pages", "schemas", "views"}
LENT = {"geo": {"forms", "schemas", "paging"}}
RAW_SQL = {f"connect/foundation/{name}.py" for name in ("bulk", "database", "indexes", "web")}


class Import(NamedTuple):
    """One imported thing: `file:line`, who imports, and the dotted path, cut at the room."""

    where: str
    file: str
    importer: str
    room: str
    path: tuple[str, ...]


def sources() -> list[Path]:
    return sorted(CONNECT.rglob("*.py"))


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


class Found(NamedTuple):
    """An import or a call in one of our files; `on_top` where it stands in nothing else."""

    file: Path
    node: ast.Import | ast.ImportFrom | ast.Call
    on_top: bool

    @property
    def where(self) -> str:
        return f"{name_of(self.file)}:{self.node.lineno}"


@cache
def found() -> tuple[Found, ...]:
    """All of them: reading the whole house once is enough."""
    return tuple(_found())


def _found() -> Iterator[Found]:
    for file in sources():
        tree = ast.parse(file.read_text(), filename=name_of(file))
        top = set(tree.body)
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom | ast.Call):
                yield Found(file, node, node in top)


def modules_of(node: ast.AST) -> Iterator[str]:
    """What an import statement names, as dotted paths: `from a.b import c` names `a.b.c`."""
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are written in full"
        for alias in node.names:
            yield f"{node.module}.{alias.name}"
    elif isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name


def is_module(parts: tuple[str, ...]) -> bool:
    place = ROOT.joinpath(*parts)
    return place.with_suffix(".py").exists() or (place / "__init__.py").exists()


def imports() -> Iterator[Import]:
    for one in found():
        inside = one.file.relative_to(CONNECT).parts
        importer = inside[0] if len(inside) > 1 else "roof"
        for module in modules_of(one.node):
            parts = tuple(module.split("."))
            if parts[0] == "connect" and len(parts) > 1:
                yield Import(one.where, name_of(one.file), importer, parts[1], parts[2:])


def test_another_room_is_entered_only_by_its_door() -> None:
    wrong = [
        f"{one.where} goes past the door of {one.room} to {'.'.join(one.path)}"
        for one in imports()
        if one.room not in (one.importer, "foundation")
        and one.path
        and is_module(("connect", one.room, one.path[0]))
        and one.path[0] not in LENT.get(one.room, ())
        and one.file not in ROOF
    ]
    assert wrong == []


def test_inside_a_room_nobody_imports_their_own_door() -> None:
    wrong = [
        f"{one.where} imports {one.path[0]} by its own door"
        for one in imports()
        if one.room == one.importer
        and one.path
        and not is_module(("connect", one.room, one.path[0]))
    ]
    assert wrong == []


def test_entrances_are_known_to_their_room_and_the_roof_only() -> None:
    wrong = [
        one.where
        for one in imports()
        if one.path
        and one.path[0] in ENTRANCES
        and one.room not in (one.importer, "foundation")
        and one.path[0] not in LENT.get(one.room, ())
        and one.file not in ROOF
    ]
    assert wrong == []


def test_every_import_stands_on_top_of_its_file() -> None:
    inside = [one.where for one in found() if not one.on_top and not isinstance(one.node, ast.Call)]
    assert inside == []


def calls_of(name: str) -> Iterator[Found]:
    """The calls `something.name(…)` or `name(…)`."""
    for one in found():
        if isinstance(one.node, ast.Call):
            called = one.node.func
            if name == (
                called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            ):
                yield one


def test_only_the_foundation_commits() -> None:
    assert {name_of(one.file) for one in calls_of("commit")} == {"connect/foundation/database.py"}


@pytest.mark.parametrize("name", ["text", "exec_driver_sql", "DDL"])
def test_sql_by_hand_stays_in_geo_and_the_ground(name: str) -> None:
    wrong = [
        one.where
        for one in calls_of(name)
        if name_of(one.file) not in RAW_SQL and not name_of(one.file).startswith("connect/geo/")
    ]
    assert wrong == []


def ours(*tops: str) -> list[Path]:
    """Every Python file below these folders that we wrote."""
    files = [f for top in tops for f in sorted((ROOT / top).rglob("*.py"))]
    assert files
    return [f for f in files if "node_modules" not in f.parts]


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    """Migrations are as long as what they change."""
    files = ours("connect", "tests", "bench", "scripts")
    lines = {name_of(file): len(file.read_text().splitlines()) for file in files}
    assert {name: count for name, count in lines.items() if count > LONGEST_FILE} == {}


def test_no_python_file_names_the_machine_it_was_written_on() -> None:
    bound = ("/wo" + "rk/", "/ho" + "me/")
    files = ours("connect", "tests", "migrations", "bench", "scripts")
    assert [name_of(f) for f in files if any(word in f.read_text() for word in bound)] == []


def test_every_template_parses(app: Flask) -> None:
    environment: Environment = app.jinja_env
    names = [f.relative_to(TEMPLATES).as_posix() for f in TEMPLATES.rglob("*") if f.is_file()]
    assert "error.html" in names
    with app.app_context():
        for name in names:
            assert environment.get_template(name).name == name


def test_no_route_appears_or_vanishes_unnoticed(app: Flask) -> None:
    """A route that is meant to change is changed in `tests/routes.txt` too, and seen in review."""
    assert route_lines(app) == COMMITTED_ROUTES.read_text().splitlines()


# Things of one shop that everybody may read there, addressed only behind its own id.
COUNTED = {"good_id"}


def test_ids_in_addresses_are_uuids(app: Flask) -> None:
    wrong = [
        rule.rule
        for rule in app.url_map.iter_rules()
        for name in rule.arguments
        if name.endswith("id") and f"<uuid:{name}>" not in rule.rule and name not in COUNTED
    ]
    assert wrong == []


def test_what_changes_something_is_never_a_get(app: Flask) -> None:
    verbs = (
        "claim",
        "release",
        "deliver",
        "confirm",
        "reopen",
        "close",
        "report",
        "accept",
        "decline",
        "sign-out",
        "sign-out-everywhere",
    )
    wrong = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.rsplit("/", 1)[-1] in verbs and "GET" in (rule.methods or ())
    ]
    # A page that asks before it acts may be read.
    assert set(wrong) <= {f"/suppliers/<uuid:shop_id>/{act}" for act in ("claim", "report")}
