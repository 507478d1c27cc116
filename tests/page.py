"""A page as a tree: what stands in it, what can be read, and what its forms hold."""

import re
from html.parser import HTMLParser
from typing import Any

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}


class Element:
    """One element of a page."""

    def __init__(self, name: str, attributes: dict[str, str], parent: "Element | None") -> None:
        self.name = name
        self.attributes = attributes
        self.parent = parent
        self.children: list[Element] = []
        self.words: list[str] = []

    def all(self, *names: str) -> list["Element"]:
        """Every element inside with one of these names."""
        found, waiting = [], self.children[::-1]
        while waiting:
            one = waiting.pop()
            if not names or one.name in names:
                found.append(one)
            waiting += one.children[::-1]
        return found

    def text(self) -> str:
        """What can be read inside, on one line."""
        return " ".join(" ".join([*self.words, *(c.text() for c in self.children)]).split())

    def inside(self, name: str) -> "Element | None":
        """The nearest element around with this name."""
        around = self.parent
        while around is not None and around.name != name:
            around = around.parent
        return around


class Page(HTMLParser):
    """A page as a tree. Raises `AssertionError` for tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self._open = Element("document", {}, None)
        self._named: dict[str, list[Element]] = {}
        self.feed(text)
        self.close()
        assert self._open is self.root, f"<{self._open.name}> is never closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(element)
        self._named.setdefault(tag, []).append(element)
        return element

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._open.name == tag, f"</{tag}> closes <{self._open.name}>"
        assert self._open.parent is not None
        self._open = self._open.parent

    def handle_data(self, data: str) -> None:
        self._open.words.append(data)

    def all(self, *names: str) -> list[Element]:
        """Every element with one of these names."""
        return self._named.get(*names, []) if len(names) == 1 else self.root.all(*names)

    def form(self, action: str = "") -> Element:
        """The form in the middle of the page that posts to an address which ends with `action`."""
        found = [
            form
            for form in self.all("form")
            if form.inside("main")
            and form.attributes.get("action", "").partition("?")[0].endswith(action)
            and form.attributes.get("method", "get").lower() == "post"
        ]
        assert found, f"no form posts to …{action}"
        return found[0]


def values_of(form: Element) -> dict[str, Any]:
    """What a browser would send of this form, were its button pressed at once."""
    sent: dict[str, Any] = {}

    def put(name: str, value: str) -> None:
        sent.setdefault(name, []).append(value)

    for field in form.all("input", "textarea", "select"):
        name, kind = field.attributes.get("name"), field.attributes.get("type", "text")
        if not name or "disabled" in field.attributes or kind in ("submit", "button", "file"):
            continue
        if field.name == "textarea":
            # A first line end is the page's own, and none of the text.
            put(name, re.sub(r"\A\r?\n", "", "".join(field.words)))
        elif field.name == "select":
            options = field.all("option")
            chosen = [o for o in options if "selected" in o.attributes] or options[:1]
            for option in chosen:
                put(name, option.attributes.get("value", option.text()))
        elif kind not in ("checkbox", "radio") or "checked" in field.attributes:
            put(name, field.attributes.get("value", "on" if kind in ("checkbox", "radio") else ""))
    return sent
