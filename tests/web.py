"""A browser for tests: it signs in, carries CSRF tokens, and looks hard at every page it gets."""

import re
import secrets
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from connect.accounts import MANAGE_IN_SESSION
from connect.foundation.i18n import LANGUAGES

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
DATA = {"application/json", "application/ld+json"}  # no browser runs them
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


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


def complaints(page: Page) -> Iterator[str]:
    """What is wrong with a page, whichever it is."""
    if len(page.all("title")) != 1 or not page.all("title")[0].text():
        yield "one <title> with words"
    if len(page.all("h1")) != 1 or not page.all("h1")[0].text():
        yield f"one <h1> with words, not {len(page.all('h1'))}"
    if page.all("html")[0].attributes.get("lang") not in LANGUAGES:
        yield "a language on <html>"
    if len(page.all("main")) != 1:
        yield "one <main>"
    if not any("width=device-width" in m.attributes.get("content", "") for m in page.all("meta")):
        yield "a viewport for phones"
    everything = page.all()
    ids = Counter(one.attributes["id"] for one in everything if "id" in one.attributes)
    for twice in (one for one, times in ids.items() if times > 1):
        yield f"id {twice!r} twice"
    yield from _complaints_of_forms(page, set(ids))
    yield from _complaints_of_words(page)
    for one in everything:
        if "style" in one.attributes or any(name.startswith("on") for name in one.attributes):
            yield f"<{one.name}> with inline style or script"
    for one in page.all("script"):
        if "src" not in one.attributes and one.attributes.get("type") not in DATA:
            yield "an inline <script>"
        if not one.attributes.get("src", "/").startswith("/"):
            yield f"a script from elsewhere: {one.attributes['src']}"
    if page.all("style"):
        yield "an inline <style>"


def _complaints_of_forms(page: Page, ids: set[str]) -> Iterator[str]:
    for form in page.all("form"):
        action = form.attributes.get("action", "")
        if action.startswith(("http:", "https:", "//")):
            yield f"a form that goes elsewhere: {action}"
        posts = form.attributes.get("method", "get").lower() == "post"
        harmless = action.startswith("/language/")  # it needs no session, and does no harm
        tokens = [f for f in form.all("input") if f.attributes.get("name") == "csrf_token"]
        if posts and not harmless and not any(t.attributes.get("value") for t in tokens):
            yield f"the form to {action!r} posts without a CSRF token"
        if not posts and tokens:
            yield f"the form to {action!r} shows its CSRF token in the address"
    labelled = {label.attributes.get("for", "") for label in page.all("label")}
    for field in page.all("input", "select", "textarea"):
        if field.attributes.get("type") in UNLABELLED:
            continue
        named = (
            field.attributes.get("id") in labelled
            or field.inside("label") is not None
            or field.attributes.get("aria-label")
            or field.attributes.get("aria-labelledby") in ids
        )
        if not named:
            yield f"no label for {field.attributes.get('name')!r}"
    for one in page.all():
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls"):
            for id_ in one.attributes.get(attribute, "").split():
                if id_ not in ids:
                    yield f"{attribute} points to {id_!r}, which is not there"


def _complaints_of_words(page: Page) -> Iterator[str]:
    for image in page.all("img"):
        if "alt" not in image.attributes:
            yield f"<img> {image.attributes.get('src')} without alt"
    for link in page.all("a", "button"):
        said = link.text() or link.attributes.get("aria-label") or link.attributes.get("title")
        if not said:
            yield f"<{link.name}> {link.attributes.get('href', '')} without words"
    for link in page.all("a"):
        if link.attributes.get("href", "").startswith("javascript:"):
            yield "a link that is a script"
    for label in page.all("label"):
        if label.attributes.get("for") and not label.text():
            yield f"an empty label for {label.attributes['for']!r}"
    text = page.root.text()
    for broken in ("None None", "%(", "{{", "}}", "&lt;", "Undefined"):
        if broken in text:
            yield f"{broken!r} in the words of the page"


def check_page(answer: TestResponse) -> Page:
    """The page of an answer. Raises `AssertionError` with all that is wrong with it."""
    assert "charset=utf-8" in answer.headers["Content-Type"]
    page = Page(answer.get_data(as_text=True))
    found = list(complaints(page))
    assert not found, f"{answer.request.path}: " + "; ".join(found)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    return page


class Browser(FlaskClient):
    """A test client that checks every page, and can fill in forms like a person."""

    _seen: tuple[TestResponse, Page] | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """See `FlaskClient.open`; every HTML answer is checked."""
        answer = super().open(*args, **kwargs)
        if answer.mimetype == "text/html" and answer.status_code != 204 and not answer.location:
            self._seen = answer, check_page(answer)
        return answer

    def page(self, url: str, status: int = 200) -> Page:
        """The page at this address."""
        answer = self.get(url)
        assert answer.status_code == status, f"{url}: {answer.status}"
        return self.seen(answer)

    def seen(self, answer: TestResponse) -> Page:
        """The page of an answer, read once if it was the last one."""
        if self._seen and self._seen[0] is answer:
            return self._seen[1]
        return Page(answer.get_data(as_text=True))

    def send(self, url: str, *, action: str = "", **changes: Any) -> TestResponse:
        """Opens the page at `url`, fills in the form that posts to `action`, and sends it."""
        form = self.page(url).form(action)
        sent = values_of(form) | changes
        return self.post(form.attributes.get("action") or url, data=sent)

    def csrf(self) -> dict[str, str]:
        """A true CSRF token of this browser's session, as the field of a form."""
        app = self.application
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex())
        token = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(raw)
        return {"csrf_token": str(token)}

    def sign_in(self, token: str) -> None:
        """Makes this the browser of the account that the session token belongs to."""
        with self.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True

    def hold(self, manage_token: str) -> None:
        """Puts a manage link of a request into this browser."""
        with self.session_transaction() as session:
            session[MANAGE_IN_SESSION] = [manage_token]


def browser_of(app: Flask) -> Browser:
    """A browser that nobody has signed in with."""
    return Browser(app, app.response_class, use_cookies=True)


def words(page: Page) -> str:
    """All that can be read on a page, without its tags."""
    return re.sub(r"\s+", " ", page.root.text())
