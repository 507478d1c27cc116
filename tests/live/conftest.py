"""Tickets as pages carry them."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask

from connect.live.tickets import read_ticket
from tests.web import Browser


def ticket_in(page: str) -> str:
    """The ticket that a page carries."""
    [found] = re.findall(r'data-ticket="([^"]*)"', page)
    return html.unescape(found)


@pytest.fixture
def heard_by(app: Flask) -> Callable[[Browser, str], set[str]]:
    """The kinds of topics that a page may hear of, opened by somebody."""

    def topics(browser: Browser, path: str) -> set[str]:
        ticket = ticket_in(browser.get(path).get_data(as_text=True))
        with app.app_context():
            found = read_ticket(ticket)
        assert found is not None
        return set(found.topics)

    return topics
