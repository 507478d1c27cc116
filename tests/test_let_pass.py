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
MAY_BE_ABSENT = re.compile(r"\bon_postgis\b|^not (folder|REAL_DATA)\.is_dir\(\)$")
NOT_RUN = re.compile(
    r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip|exit)|unittest\.skip|SkipTest"
)


def skips(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """On which condition tests are skipped, and what they say then."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If):
            for call in (one for part in node.body for one in ast.walk(part)):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.skip":
                    yield ast.unparse(node.test), "".join(map(ast.unparse, call.args))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.skipif":
            reason = [ast.unparse(one.value) for one in node.keywords if one.arg == "reason"]
            yield ast.unparse(node.args[0]), "".join(reason)


def not_run(text: str) -> Iterator[str]:
    """What is wrong with how tests of a source are skipped, or expected to fail."""
    tree = ast.parse(text)
    known = list(skips(tree))
    for condition, reason in known:
        if not MAY_BE_ABSENT.search(condition):
            yield f"skipped if {condition}"
        if len(reason) < len("'seen on'"):
            yield f"no reason: {reason}"
    named = [ast.unparse(one) for one in ast.walk(tree) if isinstance(one, ast.Attribute)]
    ways = [name for name in named if NOT_RUN.fullmatch(name)]
    if len(ways) > len(known):
        yield f"other ways than those: {ways}"


def test_a_test_is_skipped_for_the_other_database_or_for_want_of_real_data_only() -> None:
    texts = {name_of(file): file.read_text() for file in ours("tests")}
    some = {name: text for name, text in texts.items() if NOT_RUN.search(text)}
    del some[name_of(Path(__file__))]  # it speaks of all of them
    assert len(some) > 10
    assert {name: found for name, text in some.items() if (found := list(not_run(text)))} == {}


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("if not on_postgis:\n    pytest.skip('seen on PostGIS')", 0),
        ("if not on_postgis:\n    pytest.skip('')", 1),
        ("if shutil.which('redis-server') is None:\n    pytest.skip('no Redis here')", 1),
        ("if 'CI' in os.environ:\n    pytest.skip('too slow there')", 1),
        ("pytest.skip('always')", 1),
        ("@pytest.mark.skip(reason='not now')\ndef test_it(): ...", 1),
        ("@pytest.mark.xfail\ndef test_it(): ...", 1),
        ("it = pytest.importorskip('playwright')", 1),
        ("here = pytest.mark.skipif(not REAL_DATA.is_dir(), reason='no real data')", 0),
        ("here = pytest.mark.skipif(not REAL_DATA.is_dir())", 1),
        ("here = pytest.mark.skipif(not which('node'), reason='no node here')", 1),
    ],
)
def test_a_skip_that_hides_something_is_seen(code: str, wrong: int) -> None:
    assert len(list(not_run(code))) == wrong


def test_a_tool_that_is_missing_fails_and_is_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONNECT_CHROMIUM", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(cluster, "PLACES", ())
    with pytest.raises(LookupError, match="Chromium was not found"):
        chromium.program()
    with pytest.raises(RuntimeError, match="PostgreSQL with PostGIS was not found"):
        cluster.throwaway_cluster().__enter__()
