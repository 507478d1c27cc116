"""Every word of people that is kept is a script: on no page does it run, in a real browser.

The words are put into the database as they are, past every form, so that no cleaning on the way in
hides what a page does with them; and into every question that a page repeats.
"""

import re
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser as Chromium

from connect.foundation.database import db
from tests.browser.walking import Row, Walk, rows
from tests.browser.world import Town
from tests.conftest import KEPT_TABLES
from tests.people import People

# Out of an attribute, out of a script, out of a title; a tag that runs; two kinds of templates.
EVIL = "\"'></script></title><img src=x onerror=__ran()><svg onload=__ran()>{{7*191}}${__ran()}"
WITNESS = """
window.__ran = () => { window.__wrong.push("a script ran") };
window.__wrong = [];
window.alert = window.confirm = window.prompt = window.__ran;
document.addEventListener("securitypolicyviolation", event => {
  window.__wrong.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
# What got in, whether or not it ran.
FOUND = """() => [
  ...window.__wrong,
  ...[...document.querySelectorAll("[onerror], [onload], [src='x'], a[href^='javascript' i]")]
     .map(one => one.outerHTML),
  ...(document.documentElement.textContent.includes("1337") ? ["a template was run"] : []),
]"""
# What only programs wrote, though it has a space in it: when a shop is open, a version.
NOT_WORDS = re.compile(
    r"hours|interval|spans|days|policy|language|zone|hash|key|token|version|seal"
)
ASKED = (
    "/suppliers?near=10.7340,106.7215&q={0}&goods={0}", "/suppliers?place={0}",
    "/requests?place={0}", "/requests?near={0}&category={0}", "/giving?place={0}&goods={0}",
    "/hotlines?place={0}&topic={0}", "/sign-in?next=/{0}", "/places/79?to=/{0}",
    "/requests/new?category={0}", "/diary?cursor={0}", "/{0}", "/again?back={0}",
)  # fmt: skip


def with_scripts(value: Any) -> Any:
    """`value`, with every text in it that a person may have written in place of it."""
    if isinstance(value, dict):
        return {k: v if NOT_WORDS.search(k) else with_scripts(v) for k, v in value.items()}
    if isinstance(value, list):
        return [with_scripts(one) for one in value]
    spoken = isinstance(value, str) and (" " in value or not value.isascii())
    return EVIL if spoken else value


def poison(app: Flask) -> int:
    """Writes the script in place of every word of people in every table; in how many columns."""
    columns = 0
    with app.app_context(), db.engine.begin() as connection:
        for table in (one for one in db.metadata.sorted_tables if one.name not in KEPT_TABLES):
            [*keys] = table.primary_key.columns
            for column in table.columns:
                text = isinstance(column.type, sa.String | sa.Text) and not isinstance(
                    column.type, sa.Enum
                )
                if column.primary_key or column.foreign_keys or NOT_WORDS.search(column.name):
                    continue
                if not (text or isinstance(column.type, sa.JSON)):
                    continue
                columns += _poison(connection, table, column, keys)
    return columns


def _poison(connection: sa.Connection, table: sa.Table, column: Any, keys: list[Any]) -> bool:
    changed = False
    for row in connection.execute(sa.select(column, *keys)).all():
        evil = with_scripts(row[0])
        if evil != row[0]:
            same = [key == value for key, value in zip(keys, row[1:], strict=True)]
            connection.execute(sa.update(table).where(*same).values({column.name: evil}))
            changed = True
    return changed


pytestmark = pytest.mark.usefixtures("seen_on_sqlite")  # no database changes what a page does


@pytest.fixture
def town(app: Flask, people: People) -> Town:
    """Everything that there is to see, in the words of somebody who means harm."""
    town = Town(app, people, pictures=True)
    town.fill()
    assert poison(app) > 20
    return town


def test_no_word_of_anybody_runs(chromium: Chromium, address: str, town: Town) -> None:
    wrong: dict[str, list[str]] = {}
    walk = Walk(chromium, address, town)
    walk.context.add_init_script(WITNESS)
    kinds = {
        (row.role, re.sub(r"{\w+}", "", row.path.partition("?")[0])): row
        for row in rows(empty=False)
        if row.status == 200 and not row.sent
    }
    evil = quote(EVIL)
    to_see = [
        *kinds.values(),
        *(Row("stranger", path.format(evil), False, False, 0, False, False) for path in ASKED),
    ]
    shown = 0
    for row, page, _status in walk.each(to_see):
        if found := page.evaluate(FOUND):
            wrong[str(row)] = found
        shown += "onerror=__ran()" in page.content()
    walk.context.close()
    assert wrong == {}
    assert shown > 50  # it can be read there, as words


# A file of ours, as something uploaded would be, and one of elsewhere that knows the number.
TRIED = """async ([src, knows]) => {
  const script = document.createElement("script");
  script.src = src;
  if (knows) script.nonce = document.querySelector("head script[nonce]").nonce;
  return new Promise(done => {
    script.onload = () => done(true);
    script.onerror = () => done(false);
    document.head.append(script);
  });
}"""


def test_a_script_needs_the_number_of_its_page_and_to_be_ours(
    chromium: Chromium, address: str, app: Flask
) -> None:
    assert app
    context = chromium.new_context()
    context.route("https://evil.example/*", lambda route: route.fulfill(body="1"))
    page = context.new_page()
    page.goto(f"{address}/hotlines")
    ours, theirs = "/static/js/once.js?again", "https://evil.example/x.js"
    tried = {(src, knows): page.evaluate(TRIED, [src, knows])
             for src in (ours, theirs) for knows in (True, False)}  # fmt: skip
    # Nobody reads the number out of the page: not by an attribute, which a style could match.
    told = page.evaluate("document.querySelector('head script[nonce]').getAttribute('nonce')")
    context.close()
    assert {what for what, ran in tried.items() if ran} == {(ours, True)}
    assert told == ""
