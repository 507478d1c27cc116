"""A browser for tests: it signs in, carries CSRF tokens, and looks hard at every page it gets."""

import re
import secrets
from collections import Counter
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from connect.accounts import MANAGE_IN_SESSION
from connect.foundation.i18n import LANGUAGES
from tests.page import Page, values_of

DATA = {"application/json", "application/ld+json"}  # no browser runs them
# What makes each answer another one, and tells nothing: two pages are compared without it. What the
# ticket of a place names is tried in tests/live.
ANSWERS_OF_THE_MOMENT = re.compile(
    rb'name="(?:csrf_token|once)"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="(?:csrf_token|once)"'
    rb'|(?:nonce|data-ticket|data-made)="[^"]*"'
)
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


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
    numbers = {
        one.attributes.get("nonce") for one in page.all("script") if one.attributes.get("src")
    }
    allowed = re.findall(r"script-src '(?:nonce-(.*?)|none)'", policy)
    assert numbers == set(filter(None, allowed)), f"{answer.request.path}: {numbers} {policy}"
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
