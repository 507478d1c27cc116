"""Every address that can be opened, over https: its headers, its cookies, and that it changes
nothing.
"""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from connect.foundation.database import db
from connect.help_requests import Status
from tests.people import PASSWORD, People, a_request
from tests.situations import Situation, situation
from tests.situations_with import with_entries, with_gift, with_shopping
from tests.web import Browser, browser_of

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}
OF_ANSWERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}
# Written by looking, on purpose: who looked at a door, which case a coordinator has open, what of
# the inbox was read.
WRITTEN_BY_LOOKING = {"audit_entry", "audit_seal", "desk_look", "notice"}


@pytest.fixture
def served(another_app: Callable[..., Flask], app: Flask) -> Flask:
    """The app as browsers reach it over https."""
    assert app
    return another_app(base_url="https://connect.example")


@pytest.fixture
def here(app: Flask, people: People) -> Situation:
    """A request that somebody has taken, with a list, a gift and shops."""
    made = with_shopping(app, people, situation(app, people, Status.CLAIMED))
    return with_entries(app, people, with_gift(app, people, made))


def opened(app: Flask, browser: FlaskClient, here: Situation) -> Iterator[tuple[str, TestResponse]]:
    """Everything that can be looked at without knowing a token."""
    ids = {name: str(value) for name, value in here._asdict().items() if value is not None}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        url = rule.rule.replace("<path:filename>", "css/connect.css").replace("<code>", "79")
        url = url.replace("<any(suppliers,requests):layer>/<z>/<x>/<y>", "requests/0/0/0")
        url = url.replace("<token>", here.manage_token)
        for name, value in ids.items():
            url = url.replace(f"<uuid:{name}>", value).replace(f"<int:{name}>", value)
        if "<" not in url:
            answer = browser.get(f"{url}?near=10.73,106.72&bbox=106,10,107,11&q=quan")
            answer.get_data()
            yield rule.rule, answer
            answer.close()


def signed_in(app: Flask, people: People, name: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"_user_id": getattr(people, name).token, "_fresh": True})
    return client


def check_headers(rule: str, answer: TestResponse) -> None:
    headers = answer.headers
    assert ALWAYS.items() <= dict(headers).items(), rule
    if rule.startswith("/static/"):
        return
    assert OF_ANSWERS.items() <= dict(headers).items(), rule
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer"), rule
    policy = headers["Content-Security-Policy"]
    for directive in ("default-src 'none'", "script-src '", "base-uri 'none'",
                      "form-action 'self'", "frame-ancestors "):  # fmt: skip
        assert directive in policy, rule
    assert "unsafe" not in policy, rule
    assert "*" not in policy.replace("frame-ancestors *", ""), rule
    framed = "frame-ancestors *" in policy
    assert framed == rule.startswith("/embed/"), rule
    assert (headers.get("X-Frame-Options") == "DENY") != framed, rule
    own = "cross-origin" if framed else "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == own, rule
    if answer.get_data() and str(answer.mimetype).startswith("text/"):
        assert "charset=utf-8" in headers["Content-Type"], rule
    assert "Server" not in headers
    assert "X-Powered-By" not in headers


def check_cookies(answer: TestResponse) -> Iterator[str]:
    for cookie in answer.headers.getlist("Set-Cookie"):
        name = cookie.partition("=")[0]
        whole = "; Path=/;" in cookie + ";"
        assert name.startswith("__Host-" if whole else "__Secure-"), cookie
        assert "Secure" in cookie.split("; "), cookie
        assert "Domain" not in cookie, cookie
        assert "SameSite=Lax" in cookie, cookie
        assert ("HttpOnly" in cookie) != name.startswith("__Host-kept-"), cookie
        yield name


def contents(app: Flask) -> dict[str, list[str]]:
    with app.app_context():
        return {
            table.name: sorted(map(repr, db.session.execute(sa.select(table))))
            for table in db.metadata.sorted_tables
            if table.name not in WRITTEN_BY_LOOKING
        }


def test_every_answer_has_the_headers_and_looking_changes_nothing(
    served: Flask, here: Situation, people: People
) -> None:
    """What caches between may keep is the same for everybody, and sets no cookie."""
    public: dict[str, bytes] = {}
    named = ("ba_tu", "huong", "chi_lan")
    browsers = [served.test_client(), *(signed_in(served, people, name) for name in named)]
    before = contents(served)
    for browser in browsers:
        seen = 0
        for rule, answer in opened(served, browser, here):
            assert answer.status_code < 500, rule
            check_headers(rule, answer)
            cookies = list(check_cookies(answer))
            kept = answer.headers.get("Cache-Control", "")
            if "no-store" not in kept and "private" not in kept:
                assert public.setdefault(rule, answer.get_data()) == answer.get_data(), rule
                assert cookies == [], rule
            seen += 1
        assert seen > 90
        for path in ("/nowhere", "/requests/new/../x", "/api/v1/nowhere", "/static/nowhere"):
            check_headers("nowhere", browser.get(path))
    assert len(public) < 25
    after = contents(served)
    assert {name for name, rows in before.items() if rows != after[name]} == set()


def test_every_cookie_has_a_name_that_nobody_else_can_set(
    served: Flask, people: People, client: Browser
) -> None:
    """A language, a draft, a session, what was typed too late, and that a form was taken."""
    browser, names = browser_of(served), set[str]()

    def send(path: str, **fields: object) -> TestResponse:
        answer = browser.post(
            path, data=fields | browser.csrf(), headers={"Sec-Fetch-Site": "same-origin"}
        )
        names.update(check_cookies(answer))
        return answer

    send("/language/en")
    send("/requests/new", categories="food", people="1", urgency="normal")
    assert browser.get("/requests/new/where").status_code == 200  # the draft is found again
    assert 'lang="en"' in browser.get("/").get_data(as_text=True)
    send("/responders/new", kind="volunteer", name="Chị Hai ở Quận 7")  # nobody is signed in
    send("/sign-in", phone=people.ba_tu.phone, password=PASSWORD)
    assert browser.get("/account").status_code == 200
    made = browser.post(
        "/api/v1/requests", json=a_request(), headers={"X-CSRFToken": browser.csrf()["csrf_token"]}
    )
    send(f"/requests/{made.get_json()['id']}/close", reason="withdrawn", keep="close-x")
    send("/sign-out")
    assert {"__Host-connect", "__Host-language", "__Host-kept-close-x"} <= names
    assert {"__Secure-asking", "__Secure-again"} <= names
    assert browser.get("/account").status_code == 302
    # In development, over plain http, no browser would take such a name.
    told = client.post("/language/en").headers["Set-Cookie"]
    assert told.startswith("language=en;")
    assert "Secure" not in told


def test_a_session_under_another_name_signs_nobody_in(served: Flask, people: People) -> None:
    """A cookie that a neighbour under the same domain could plant is not looked at."""
    value = people.ba_tu.browser.get_cookie("connect")
    assert value is not None
    browser = browser_of(served)
    browser.set_cookie("connect", value.value)
    assert browser.get("/account").status_code == 302


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG"])
def test_no_method_but_those_of_a_route(method: str, client: Browser) -> None:
    for path in ("/", "/api/v1/categories", "/account", "/static/css/connect.css"):
        assert client.open(path, method=method).status_code == 405


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_no_header_and_no_field_makes_another_method_of_it(
    name: str, people: People, app: Flask
) -> None:
    client, method = people.ba_tu.client, {name: "DELETE"}
    assert client.post("/api/v1/me", headers=method).status_code == 405
    assert client.get("/api/v1/me?_method=DELETE", headers=method).status_code == 200
    assert client.get("/api/v1/me").status_code == 200
    assert app
