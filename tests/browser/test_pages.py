"""The list of pages is whole: no page escapes the checks that walk along it."""

from flask import Flask

from tests.browser.screens import SCREENS, WIDTHS, name_of
from tests.browser.walking import no_pages, routes_of, rows
from tests.routes import route_lines

# They lead on to a page that has one.
WITHOUT_PICTURE = {"/m/<token>", "/again"}


def test_every_route_that_is_read_has_a_row(app: Flask) -> None:
    read = {line for line in route_lines(app) if line.startswith("GET ") and "/api/v1/" not in line}
    assert read - {f"GET {rule}" for rule in routes_of(app)} == set(no_pages())


def test_every_form_that_answers_on_its_own_page_is_sent(app: Flask) -> None:
    """A page that is posted to itself shows what is wrong: that is a page, too."""
    lines = set(route_lines(app))
    walked = routes_of(app)
    forms = {rule for rule in walked if f"POST {rule}" in lines}
    assert {rule for rule in forms if "sent" not in walked[rule]} == set()


def test_every_page_has_its_picture(app: Flask) -> None:
    """`./run screens` writes those that are missing."""
    walked = routes_of(app)
    assert {rule for rule in walked if "shot" not in walked[rule]} == WITHOUT_PICTURE
    taken = [name_of(row) for row in rows(empty=False) if row.shot]
    assert len(set(taken)) == len(taken)
    files = [f"{name}-{width}.png" for name in taken for width in WIDTHS]
    assert [file for file in files if not (SCREENS / file).is_file()] == []
