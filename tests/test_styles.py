"""One system of styles: no rule without a page that uses it, no class without a rule, every
component on the style page, and a size that stays one.
"""

import re
from pathlib import Path

from tests.page import Page
from tests.web import Browser

ROOT = Path(__file__).resolve().parent.parent
STYLES = sorted((ROOT / "static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
MOST_LINES = 520
# Drawn by Leaflet.
FOREIGN = ("leaflet-", "marker-cluster")
# The page around the components, and what lies above it or is made by a script.
FRAME = {
    "bar", "beside", "brand", "embed", "exit", "exit--shelter", "found", "found__frame",
    "found__list", "found__map", "found__picked", "found__switch", "found__words", "live",
    "live--asks", "long", "menu", "notes", "options", "short", "skip", "talk-end",
    "top", "top__link", "wide",
}  # fmt: skip


def classes_of(css: str) -> set[str]:
    """The classes that selectors name."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    selectors = re.findall(r"([^{}]*)\{", css)
    return {name for one in selectors for name in re.findall(r"\.([a-z][\w-]*)", one)}


def ruled() -> set[str]:
    found = set().union(*(classes_of(file.read_text(encoding="utf-8")) for file in STYLES))
    return {name for name in found if not name.startswith(FOREIGN)}


def named(template: str) -> tuple[set[str], set[str]]:
    """The classes in a template's source, and the beginnings of those put together there."""
    whole: set[str] = set()
    begun: set[str] = set()
    for value in re.findall(r'\bclass="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', template):
        for word in re.sub(r"\{%.*?%\}", " ", re.sub(r"\{\{.*?\}\}", "*", value)).split():
            (begun if "*" in word else whole).add(word.partition("*")[0])
    return whole, begun


def test_every_rule_is_used_and_every_class_has_one() -> None:
    whole: set[str] = set()
    begun: set[str] = set()
    for file in TEMPLATES:
        if file.parent.name != "style":
            words, parts = named(file.read_text(encoding="utf-8"))
            whole, begun = whole | words, begun | parts
    code = [file.read_text(encoding="utf-8") for file in (ROOT / "connect").rglob("*.py")]
    quoted = set(re.findall(r"""["']([a-z][\w-]*)["']""", "".join(code)))
    scripts = "".join(file.read_text(encoding="utf-8") for file in SCRIPTS)
    spoken = set(re.findall(r"[a-z][\w-]*", scripts))
    begun |= set(re.findall(r"([a-z][\w-]*-)\$\{", scripts))
    used = {
        name for name in ruled()
        if name in whole | quoted | spoken or any(part and name.startswith(part) for part in begun)
    }  # fmt: skip
    assert ruled() - used == set()
    assert whole - ruled() == set()


def test_the_style_page_shows_every_component(client: Browser) -> None:
    page: Page = client.page("/style")
    shown = {name for one in page.all() for name in one.attributes.get("class", "").split()}
    system = classes_of((ROOT / "static/css/connect.css").read_text(encoding="utf-8"))
    assert system - shown - FRAME == set()


def test_the_system_is_a_few_hundred_lines() -> None:
    assert len((ROOT / "static/css/connect.css").read_text().splitlines()) <= MOST_LINES
