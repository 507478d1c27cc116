"""A page's scripts carry the number of its answer, and nothing else of ours is one."""

import re

from flask import Flask, Response
from flask.testing import FlaskClient

from connect.foundation.headers import may_be_framed
from tests.people import People
from tests.web import ANSWERS_OF_THE_MOMENT, Browser, browser_of

CSP = "Content-Security-Policy"
NUMBER = re.compile(r"script-src 'nonce-([\w-]{22})';")


def number_of(policy: str) -> str:
    [number] = NUMBER.findall(policy)
    return str(number)


def test_each_answer_has_another_and_its_scripts_carry_it(people: People) -> None:
    """`check_page` of the tests compares them on every page that any test opens."""
    browser, seen = people.ba_tu.browser, set()
    for path in ("/account", "/account", "/nowhere"):
        answer = browser.get(path)
        number = number_of(answer.headers[CSP])
        assert answer.text.count(f'nonce="{number}"') == answer.text.count("<script") >= 3
        # And it is a file of ours: a script that runs loads no other one from elsewhere.
        assert answer.headers[CSP].endswith(", script-src 'self'")
        assert answer.headers["Cache-Control"] == "no-store"
        seen.add(number)
    assert len(seen) == 3


def test_but_for_that_two_answers_are_the_same(client: Browser) -> None:
    one, other = client.get("/hotlines"), client.get("/hotlines")
    assert one.data != other.data
    assert ANSWERS_OF_THE_MOMENT.sub(b"", one.data) == ANSWERS_OF_THE_MOMENT.sub(b"", other.data)


def test_what_has_no_script_runs_none(app: Flask) -> None:
    """What caches keep is the same for all, so that it can be asked for by its mark."""
    client: FlaskClient = app.test_client()
    framed = client.get("/embed/requests")
    assert "script-src 'none';" in framed.headers[CSP]
    assert "nonce" not in framed.text
    again = client.get("/embed/requests", headers={"If-None-Match": framed.headers["ETag"]})
    assert again.status_code == 304
    # The page in the cache keeps the policy that it came with.
    assert CSP not in again.headers


def test_the_worker_and_answers_for_programs_have_none(app: Flask) -> None:
    browser = browser_of(app)
    for path in ("/sw.js", "/api/v1/categories"):
        policy = browser.get(path).headers[CSP]
        assert "nonce" not in policy
        assert "script-src 'self'; worker-src 'self';" in policy


def test_a_frame_of_others_is_asked_for_by_name(app: Flask) -> None:
    with app.test_request_context():
        assert (
            "frame-ancestors *"
            in app.process_response(may_be_framed(Response("", mimetype="text/html"))).headers[CSP]
        )
    with app.test_request_context():
        answer = app.process_response(Response("", mimetype="text/html"))
        assert "frame-ancestors 'none'" in answer.headers[CSP]
