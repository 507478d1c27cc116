"""Bad lines: text is packed for whoever takes it, and the length of a page tells of no secret."""

import gzip

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation.pages import asset
from tests.web import ANSWERS_OF_THE_MOMENT

TAKES = {"Accept-Encoding": "gzip, br"}
FONT = "vendor/fonts/be-vietnam-pro-latin-400-normal.woff2"


def get(app: Flask, path: str, **headers: str) -> TestResponse:
    """The whole answer, with the file behind it closed."""
    answer = app.test_client().get(path, headers=headers)
    answer.make_sequence()
    answer.close()
    return answer


@pytest.mark.parametrize("path", ["/", "/offline", "/api/openapi.json", "/nothing-here"])
def test_a_page_is_packed_for_who_takes_it(path: str, app: Flask) -> None:
    plain, packed = get(app, path), get(app, path, **TAKES)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    for one in (plain, packed):
        assert "Accept-Encoding" in one.headers["Vary"]
    unpacked = ANSWERS_OF_THE_MOMENT.sub(b"", gzip.decompress(packed.data))
    assert unpacked == ANSWERS_OF_THE_MOMENT.sub(b"", plain.data)
    assert len(packed.data) == packed.content_length
    assert len(packed.data) < len(plain.data) / 2


@pytest.mark.parametrize("headers", [{}, TAKES])
@pytest.mark.parametrize(
    "name",
    [
        "..%2fpyproject.toml",
        "%2e%2e/pyproject.toml",
        "css/..%2f..%2fpyproject.toml",
        "..%2fconnect/app.py",
        "nothing.css",
        "css/",
        "css",
    ],
)
def test_only_our_own_files_are_opened(name: str, headers: dict[str, str], app: Flask) -> None:
    answer = get(app, f"/static/{name}", **headers)
    body = gzip.decompress(answer.data) if answer.content_encoding else answer.data
    assert answer.status_code == 404
    assert b"<!doctype html>" in body
    assert b"[project]" not in body


@pytest.mark.parametrize("refusal", ["", "identity", "gzip;q=0", "br"])
def test_who_does_not_take_it_gets_it_plain(refusal: str, app: Flask) -> None:
    answer = get(app, "/", **{"Accept-Encoding": refusal})
    assert "Content-Encoding" not in answer.headers
    assert "<!doctype html>" in answer.text


@pytest.mark.parametrize("path", ["/live", f"/static/{FONT}"])
def test_what_is_short_or_no_text_stays_as_it_is(path: str, app: Flask) -> None:
    answer = get(app, path, **TAKES)
    assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, None)


def test_a_file_is_packed_and_still_kept_for_a_year(app: Flask) -> None:
    path = asset("css/connect.css")
    answer = get(app, path, **TAKES)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    short, whole = gzip.decompress(answer.data), get(app, path).data
    assert b"/* " in whole
    assert b"/* " not in short
    assert len(short) < len(whole)
    assert b"--paper:#f6f7f9" in short
    same = get(app, path, **TAKES, **{"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")


def test_a_file_asked_for_in_parts_comes_in_parts(app: Flask) -> None:
    part = get(app, "/static/css/connect.css", **TAKES, Range="bytes=0-9")
    assert (part.status_code, len(part.data)) == (206, 10)
    assert "Content-Encoding" not in part.headers


def test_only_the_head_is_sent_to_who_asks_for_it(app: Flask) -> None:
    with app.test_client().head("/static/css/connect.css", headers=TAKES) as answer:
        assert (answer.status_code, answer.data) == (200, b"")
        assert answer.headers["Content-Encoding"] == "gzip"


def test_the_length_of_a_page_differs_from_time_to_time(app: Flask) -> None:
    """A secret that shares words with what a stranger put into the address is not given away."""
    lengths = {get(app, "/", **TAKES).content_length for _time in range(12)}
    assert len(lengths) > 1
