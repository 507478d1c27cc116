"""What the checks are told to let pass says why; and no test is skipped for want of a tool."""

import ast
import io
import re
import shutil
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from connect.foundation.config import ROOT
from tests import cluster
from tests.browser import chromium
from tests.test_house import name_of, ours

LETS_PASS = re.compile(r"#\s*(noqa|type:\s*ignore|nosec|pragma)\b")
# Which check it is, and why: behind it, or in the line above.
NAMED = re.compile(r"# (noqa: [A-Z]+\d+(, [A-Z]+\d+)*|type: ignore\[[a-z-]+(, [a-z-]+)*\])")
WITH_REASON = re.compile(rf"{NAMED.pattern}(  (# )?| - )\w")


def without_reason(text: str) -> Iterator[int]:
    """The lines of a source that switch a check off and do not say which one, or why."""
    above = ["", *text.splitlines()]
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and LETS_PASS.search(token.string):
            line = token.start[0]
            said_above = NAMED.search(token.string) and above[line - 1].lstrip().startswith("# ")
            if not said_above and not WITH_REASON.search(token.string):
                yield line


def test_what_is_let_pass_says_which_check_and_why() -> None:
    files = [*ours("connect", "tests", "migrations", "bench", "scripts"), ROOT / "wsgi.py"]
    texts = ((file, file.read_text()) for file in files)
    wrong = [
        f"{name_of(file)}:{line}"
        for file, text in texts
        if LETS_PASS.search(text)
        for line in without_reason(text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("x = 1  # noqa: S311  any dice will do", []),
        ("x = 1  # noqa: S105, S106 - guards nothing", []),
        ("x = 1  # type: ignore[misc]  # it ships no types", []),
        ("# Our own words.\nx = 1  # noqa: S704", []),
        ("x = 1\n'# noqa'", []),
        ("x = 1  # noqa: S311", [1]),
        ("x = 1  # noqa", [1]),
        ("x = 1  # noqa  because", [1]),
        ("# Why.\nx = 1  # noqa", [2]),
        ("x = 1  # type: ignore", [1]),
        ("x = 1  # type: ignore[misc]", [1]),
        ("x = 1  # pragma: no cover", [1]),
    ],
)
def test_a_reason_is_told_from_none(code: str, wrong: list[int]) -> None:
    assert list(without_reason(code)) == wrong


# In these tables of `pyproject.toml`, each line that begins so switches checks off.
TABLES = {
    "[tool.ruff.lint]": '    "',
    "[tool.ruff.lint.per-file-ignores]": '"',
    "[[tool.mypy.overrides]]": "module",
}


def test_what_whole_folders_are_let_pass_says_why() -> None:
    table, found = "", []
    for above, line in pairwise((ROOT / "pyproject.toml").read_text().splitlines()):
        table = line if line.startswith("[") else table
        if line.startswith(TABLES.get(table, "\n")):
            found.append((line, "#" in line or above.startswith("#")))
    assert len(found) > 10
    assert [line for line, has_reason in found if not has_reason] == []


# What a test may wait for in vain: the other database, and real data that is not in the project.
MAY_BE_ABSENT = re.compile(
    r"(not )?on_postgis|\w+ == \('\w+' if on_postgis else '\w+'\)"
    r"|not (folder|REAL_DATA)\.is_dir\(\)"
)
WAYS = {
    *("skip", "skipif", "xfail", "importorskip"),
    *("SkipTest", "skipTest", "skipIf", "skipUnless", "expectedFailure"),
}
NOT_RUN = re.compile(rf"\b({'|'.join(WAYS)}|pytest\.exit)\b|from (pytest|unittest)")


class Skips(ast.NodeVisitor):
    """What is wrong with how tests of a source are skipped, or expected to fail."""

    def __init__(self) -> None:
        self.conditions: list[ast.expr] = []  # all that hold where we are
        self.wrong: list[str] = []

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        self.conditions.append(node.test)
        for one in node.body:
            self.visit(one)
        self.conditions.pop()
        for one in node.orelse:
            self.visit(one)

    def visit_Call(self, node: ast.Call) -> None:
        match ast.unparse(node.func):
            case "pytest.skip":
                self.check(node, self.conditions, node.args)
            case "pytest.mark.skipif":
                reasons = [one.value for one in node.keywords if one.arg == "reason"]
                self.check(node, node.args, reasons)
            case _:
                self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in WAYS or ast.unparse(node) == "pytest.exit":
            self.wrong.append(f"another way: {ast.unparse(node)}")
        self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        named = {one.name for one in node.names} & {*WAYS, "mark", "exit"}
        if node.module in {"pytest", "unittest", "unittest.case"} and named:
            self.wrong.append(f"not by its whole name: {named}")

    def check(self, node: ast.Call, needed: list[ast.expr], reasons: list[ast.expr]) -> None:
        parts = [
            part
            for one in needed
            for part in (
                one.values if isinstance(one, ast.BoolOp) and isinstance(one.op, ast.And) else [one]
            )
        ]
        if not any(MAY_BE_ABSENT.fullmatch(ast.unparse(part)) for part in parts):
            self.wrong.append(f"hides something: {ast.unparse(node)}")
        if len("".join(map(ast.unparse, reasons))) < len("'seen on'"):
            self.wrong.append(f"no reason: {ast.unparse(node)}")


def not_run(text: str) -> list[str]:
    """What is wrong with how tests of a source are skipped, or expected to fail."""
    skips = Skips()
    skips.visit(ast.parse(text))
    return skips.wrong


def test_a_test_is_skipped_for_the_other_database_or_for_want_of_real_data_only() -> None:
    texts = {name_of(file): file.read_text() for file in ours("tests")}
    some = {name: text for name, text in texts.items() if NOT_RUN.search(text)}
    del some[name_of(Path(__file__))]  # it speaks of all of them
    assert len(some) > 10
    assert {name: found for name, text in some.items() if (found := not_run(text))} == {}


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("if not on_postgis:\n    pytest.skip('seen on PostGIS')", 0),
        ("if not on_postgis:\n    pytest.skip('')", 1),
        ("if shutil.which('redis-server') is None:\n    pytest.skip('no Redis here')", 1),
        ("if 'CI' in os.environ:\n    pytest.skip('too slow there')", 1),
        ("if on_postgis or 'CI' in os.environ:\n    pytest.skip('too slow there')", 1),
        ("if one in some and not on_postgis:\n    pytest.skip('seen on PostGIS')", 0),
        ("if one:\n    if on_postgis:\n        pytest.skip('seen on SQLite')", 0),
        ("if one:\n    if two:\n        pytest.skip('now and then')", 1),
        ("if on_postgis:\n    pass\nelse:\n    pytest.skip('seen on PostGIS')", 1),
        ("pytest.skip('at all times')", 1),
        ("from pytest import skip\nskip('always')", 1),
        ("from pytest import mark\n@mark.skip\ndef test_it(): ...", 2),
        ("import pytest as p\np.skip('always')", 1),
        ("raise unittest.SkipTest('always')", 1),
        ("self.skipTest('always')", 1),
        ("@pytest.mark.skip(reason='not now')\ndef test_it(): ...", 1),
        ("@pytest.mark.xfail\ndef test_it(): ...", 1),
        ("it = pytest.importorskip('playwright')", 1),
        ("here = pytest.mark.skipif(not REAL_DATA.is_dir(), reason='no real data')", 0),
        ("here = pytest.mark.skipif(not REAL_DATA.is_dir())", 1),
        ("here = pytest.mark.skipif(not which('node'), reason='no node here')", 1),
    ],
)
def test_a_skip_that_hides_something_is_seen(code: str, wrong: int) -> None:
    assert len(not_run(code)) == wrong


def test_a_tool_that_is_missing_fails_and_is_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONNECT_CHROMIUM", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(cluster, "PLACES", ())
    with pytest.raises(LookupError, match="Chromium was not found"):
        chromium.program()
    with pytest.raises(RuntimeError, match="PostgreSQL with PostGIS was not found"):
        cluster.throwaway_cluster().__enter__()
