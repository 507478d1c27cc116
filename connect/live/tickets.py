"""Tickets: the topics that a page may hear of, signed. Who holds one can name no other topic."""

import uuid
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from flask import current_app

from connect.foundation.clock import utcnow
from connect.foundation.security import sign_for_a_while, unsign_recent

# As long as somebody who may not see a thing any more could still hear that it has changed.
LIFE_S = 15 * 60
MOST_TOPICS = 100
SHARED_MS = 10_000
_PURPOSE = "live"


class Ticket(NamedTuple):
    """What a page may hear of, and when it was made: milliseconds since 1970."""

    topics: tuple[str, ...]
    made_ms: int


def sign_ticket(topics: Iterable[str]) -> str:
    """A ticket for these topics (the first hundred), URL-safe."""
    words = " ".join(dict.fromkeys(list(topics)[:MOST_TOPICS]))
    return sign_for_a_while(_PURPOSE, f"{now_ms()} {words}")


def sign_shared_ticket(topics: Iterable[str]) -> str:
    """As `sign_ticket`, for pages that many open: signed once in ten seconds for all."""
    return _shared(tuple(topics), now_ms() // SHARED_MS, str(current_app.secret_key))


@lru_cache(maxsize=4096)
def _shared(topics: tuple[str, ...], _slot: int, _key: str) -> str:
    return sign_ticket(topics)


def read_ticket(text: str) -> Ticket | None:
    """The ticket, or None where it is too old or none of ours."""
    value = unsign_recent(_PURPOSE, text, max_age_s=LIFE_S)
    if value is None:
        return None
    made_ms, *topics = value.split(" ")
    return Ticket(tuple(topics), int(made_ms))


def ids_of(kind: str, topics: Iterable[str]) -> list[uuid.UUID]:
    """The ids in the topics of a kind, `kind:id`."""
    start = f"{kind}:"
    return [uuid.UUID(topic.removeprefix(start)) for topic in topics if topic.startswith(start)]


def now_ms() -> int:
    """Now, in whole milliseconds since 1970, by the time that all machines share."""
    return int(utcnow().timestamp() * 1000)
