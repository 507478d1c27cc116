"""What the app knows of live pages: the sources that were registered, and what a page is given."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask import Flask, current_app

from connect.live.feed import Source
from connect.live.tickets import LIFE_S, now_ms, sign_shared_ticket, sign_ticket

_SOURCES = "connect_live_sources"


class Box(NamedTuple):
    """What a page needs in order to hear: a ticket, when it was made and for how long it is good
    (milliseconds since 1970, seconds), and where to hear.
    """

    ticket: str
    made_ms: int
    life_s: int
    url: str


def listen_to(app: Flask, sources: Sequence[Source]) -> None:
    """Registers what tells of changes: rooms above do so at start."""
    app.extensions[_SOURCES] = tuple(sources)


def sources_of(app: Flask) -> tuple[Source, ...]:
    """What was registered."""
    found: tuple[Source, ...] = app.extensions[_SOURCES]
    return found


def live_box(topics: Iterable[str], *, shared: bool = False) -> Box:
    """For a page that may hear of these topics: its template asks. `shared`: many open it."""
    ticket = sign_shared_ticket(topics) if shared else sign_ticket(topics)
    return Box(ticket, now_ms(), LIFE_S, current_app.config["CONNECT"].live_url)
