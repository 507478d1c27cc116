"""docs/security.md is true: its tests exist, its counts add up, its lists are what there is."""

import ast
import re
from collections import Counter
from dataclasses import fields
from functools import cache

import pytest
from flask import Flask

from connect.accounts import Role, models, schemas, second_factor, service, totp
from connect.foundation import codes, kept_keys, logs, pictures, security, web
from connect.foundation.config import ROOT, Settings
from connect.foundation.security import sign, sign_for_a_while, unsign, unsign_recent
from tests.accounts.codes import sign_in
from tests.people import People
from tests.web import Browser, browser_of

PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| v5\.0\.0-([\d.]+) \| ([12]) \| (.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE)
TESTS = ROOT / "tests"
# Of the standard: so many requirements has each of the two levels.
OF_LEVEL = {"1": 70, "2": 183}


@cache
def names_in(file: str) -> set[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


@cache
def code() -> dict[str, str]:
    """Everything that runs when Connect is served, by its path."""
    files = [*(ROOT / "connect").rglob("*.py"), ROOT / "wsgi.py", ROOT / "live.py"]
    return {str(one.relative_to(ROOT)): one.read_text(encoding="utf-8") for one in files}


def where(pattern: str) -> list[str]:
    return [file for file, text in code().items() if re.search(pattern, text, re.MULTILINE)]


def test_every_requirement_stands_there_once() -> None:
    ids = [row[0] for row in ROWS]
    assert len(set(ids)) == len(ids)
    assert Counter(row[1] for row in ROWS) == OF_LEVEL
    assert len(re.findall(r"^\| v5", PAGE, re.MULTILINE)) == len(ids)


def test_every_verdict_is_shown_by_a_test_or_has_a_reason() -> None:
    missing = []
    for number, _level, _what, verdict, shown in ROWS:
        if verdict != "met":
            assert verdict in ("not met", "does not apply")
            assert len(shown) > 10, number
            assert "`test_" not in shown
            continue
        file, _colon, name = shown.strip("`").partition("::")
        if not (TESTS / file).is_file() or name not in names_in(file):
            missing.append(f"{number}: {shown}")
    assert missing == []


def test_the_counts_are_true() -> None:
    count = Counter(row[3] for row in ROWS)
    told = PAGE.partition("## OWASP ASVS")[2].replace("\n", " ")
    applying = count["met"] + count["not met"]
    for said in (
        f"{len(ROWS)} requirements", f"{count['does not apply']} do not apply", f"{applying} do:",
        f"{count['met']} are met", f"{count['not met']} are not",
    ):  # fmt: skip
        assert said in told, said


def test_the_limits_on_this_page_are_those_in_force() -> None:
    told = PAGE.partition("## Limits")[2].partition("## Ways in")[0].replace("\n", " ")
    minutes = int(codes.CODE_LIFE.total_seconds() // 60)
    most = {name: number // 1_000_000 for name, number in pictures.MOST_PIXELS.items()}
    for said in (
        f"{schemas.SHORTEST_PASSWORD} to {schemas.LONGEST_PASSWORD} characters",
        f"{security.CODE_DIGITS} digits, {codes.CODE_TRIES} tries and {minutes} minutes",
        f"a password link {service.PASSWORD_LINK_LIFE.days} days",
        f"after {models.SESSION_LIFE.days} days",
        f"after {models.STAFF_IDLE.days} days without use",
        f"A body has {web.MOST_BYTES // 1_000_000} MB",
        f"a picture {pictures.MOST_BYTES // 1_000_000} MB",
        f"{most['JPEG']} (JPEG), {most['PNG']} (PNG) or {most['WEBP']} (WebP) million",
        "10 a minute and 60 an hour from an address",
        f"{second_factor.TRIES_A_DAY.most} tries of codes of an app a day",
        f"{second_factor.RECOVERY_CODES} recovery codes of {second_factor.RECOVERY_DIGITS} digits",
        f"in its {totp.STEP_S} seconds",
    ):
        assert said in told, said
    views = (ROOT / "connect/accounts/views.py").read_text(encoding="utf-8")
    assert '"10/minute;60/hour"' in views


def test_every_way_in_stands_on_this_page(app: Flask) -> None:
    told = PAGE.partition("## Ways in")[2].partition("## What goes out")[0]
    rules = {rule.rule for rule in app.url_map.iter_rules() if "token>" in rule.rule}
    rules |= {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in logs._DOORS}
    rules -= {"/sign-out", "/sign-out-everywhere"}
    assert len(rules) >= 9
    assert sorted(rule for rule in rules if f"`{rule}`" not in told) == []


def test_every_wire_out_stands_on_this_page() -> None:
    told = PAGE.partition("## What goes out")[2].partition("## Keys")[0]
    wires = [f"CONNECT_{one.name.upper()}" for one in fields(Settings) if one.name.endswith("_url")]
    assert sorted(one for one in wires if one != "CONNECT_BASE_URL" and one not in told) == []


def test_the_names_of_the_log_stand_on_this_page() -> None:
    told = PAGE.partition("## The log")[2].partition("## Tried")[0]
    for name in ("at", "level", "from", "said", "trace", *logs.NAMES):
        assert f"`{name}`" in told, name
    assert ", ".join(str(one) for one in sorted(logs.REFUSED)) in told


def test_the_list_of_keys_is_whole() -> None:
    """Hashes are approved ones, chance is `secrets`, what holds a key is a setting of the list."""
    told = PAGE.partition("## Keys")[2].partition("## The log")[0]
    hashes = {one for text in code().values() for one in re.findall(r"hashlib\.(\w+)", text)}
    assert hashes == {"sha256", "blake2b"}
    assert where(r"\b(SHA1|MD5|SHA512)\b") == ["connect/accounts/totp.py"]
    # Chance that can be guessed: the demo, and when those who listen are told.
    guessed = where(r"^(import|from) random\b")
    assert [one for one in guessed if "/demo/" not in one] == ["connect/live/server.py"]
    for key in ("SECRET_KEY", "SMS_SECRET", "VAPID_PRIVATE_KEY"):
        assert f"`CONNECT_{key}`" in told
    assert kept_keys.WEAK_SECRET_LENGTH * 8 >= 128


def test_the_life_of_every_key_is_told() -> None:
    """Of each setting that is never shown: who holds it, how long it is, how it is changed."""
    told = PAGE.partition("**How a key lives**")[2].partition("## The log")[0]
    rows = re.findall(r"^\| (.+) \|$", told, re.MULTILINE)[1:]
    assert all(len([cell for cell in row.split(" | ") if cell.strip()]) == 5 for row in rows)
    keys = {key for row in rows for key in re.findall(r"`(CONNECT_\w+)`", row.split(" | ")[0])}
    assert keys == {f"CONNECT_{one.name.upper()}" for one in fields(Settings) if not one.repr}
    assert f"{kept_keys.WEAK_SECRET_LENGTH} characters" in told
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "secrets.token_urlsafe(48)" in readme


def test_nothing_is_run_that_was_read() -> None:
    assert where(r"(?<![.\w])(eval|exec|compile|__import__)\(") == []
    assert where(r"^\s*(import|from) (pickle|marshal|shelve|yaml|xml|lxml|code)\b") == []
    assert where(r"shell=|os\.(system|popen)") == []


def test_every_package_is_pinned_by_its_hash() -> None:
    for file in ROOT.glob("requirements*.txt"):
        blocks = re.split(r"\n(?=\S)", file.read_text(encoding="utf-8"))
        pinned = [block for block in blocks if not block.startswith("#")]
        assert pinned
        for block in pinned:
            assert re.match(r"[\w.\[\],-]+==", block), block[:60]
            assert "--hash=sha256:" in block, block[:60]


def test_nothing_of_the_source_is_served(app: Flask, client: Browser) -> None:
    for path in ("/.git/config", "/.git/HEAD", "/wsgi.py", "/var/connect.db", "/static/", "/static",
                 "/static/../wsgi.py", "/static/..%2fwsgi.py", "/static/%2e%2e/wsgi.py", "/.env",
                 "/connect/", "/console", "/server-status", "/static/css/all.css~"):  # fmt: skip
        assert client.get(path).status_code in (404, 308), path
    assert not app.debug


def test_passwords_are_hidden_and_may_be_pasted(client: Browser) -> None:
    for path in ("/sign-in", "/sign-up"):
        inputs = client.page(path).all("input")
        [field] = [one for one in inputs if one.attributes.get("name") == "password"]
        assert field.attributes["type"] == "password"
        assert field.attributes.get("autocomplete") in ("current-password", "new-password")
        assert "onpaste" not in field.attributes
    scripts = "".join(one.read_text() for one in (ROOT / "static/js").glob("*.js"))
    assert '"paste"' not in scripts


def test_a_password_is_taken_as_it_is(app: Flask, client: Browser) -> None:
    """With spaces around it, marks, and 200 letters; whoever leaves one out does not come in."""
    password, phone = f"  Mật khẩu {'dài ' * 47} "[:200], "0912 345 677"
    assert len(password) == schemas.LONGEST_PASSWORD
    with app.test_request_context():
        link = service.create_account(phone="+84912345677", name="Ai", role=Role.RESIDENT)
    sent = {"password": password} | client.csrf()
    assert client.post(f"/set-password/{link}", data=sent).status_code == 303
    other = browser_of(app)
    assert sign_in(other, password, phone).status_code == 200
    for wrong in (password.strip(), password[:-1], password.lower(), password[:72]):
        assert sign_in(other, wrong, phone).status_code == 422


def test_a_token_names_no_algorithm(app: Flask, people: People) -> None:
    """One key and one way for each purpose: what was signed for one opens nothing else."""
    with app.test_request_context():
        made = sign("manage", "a request")
        assert unsign("manage", made) == "a request"
        assert unsign("reply", made) is None
        assert unsign_recent("manage", made, max_age_s=60) is None
        assert unsign("manage", sign_for_a_while("manage", "a request")) is None
    none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0."
    told = {"Authorization": f"Bearer {none}"}
    assert browser_of(app).get("/api/v1/me", headers=told).status_code == 401
    assert people


@pytest.mark.parametrize("heading", ["Who may attack", "What protects", "Tried, with figures"])
def test_it_says_what_it_is_for(heading: str) -> None:
    assert f"## {heading}" in PAGE
