"""What somebody has said so far of a request that is not sent yet.

It lives in their browser alone, in one signed cookie that only the pages of asking get: a phone
that turns off, a second tab or a login that has run out lose nothing, and the server keeps nothing
of who has changed their mind.
"""

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from connect.foundation.cookies import cookie, forget_cookie, set_cookie
from connect.foundation.security import sign_for_a_while, unsign_recent

COOKIE = "asking"
PATH = "/requests/new"
LIFE_S = 24 * 3600
# Browsers drop a cookie above 4,096 bytes, with its name and what is said about it.
MOST_BYTES = 3700
MOST_BYTES_AFTER = 4000  # room to say what was sent
MOST_SENT = 3

STEPS = ("what", "where", "phone")
Part = dict[str, list[str]]


class TooLong(ValueError):
    """More was typed than a cookie holds."""


@dataclass(frozen=True)
class Draft:
    """The steps that were answered, as their forms were posted; and what has been sent lately.

    `once` is the random word of this draft: whatever is sent under it is one request. `sent` leads
    from such words to the requests they became, the latest last: it says where they are, and does
    not let anybody in.
    """

    parts: dict[str, Part] = field(default_factory=dict)
    once: str = ""
    sent: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> str | None:
        """The first step that has no answer yet."""
        return next((step for step in STEPS if step not in self.parts), None)

    @property
    def latest(self) -> str | None:
        """The request that was sent last, by its id in hex."""
        return next(reversed(self.sent.values()), None)

    @property
    def answers(self) -> MultiDict[str, str]:
        """All that was answered, as one form would post it."""
        return MultiDict(
            (name, value)
            for part in self.parts.values()
            for name, values in part.items()
            for value in values
        )

    @property
    def mark(self) -> str:
        """Changes with any answer: what was shown is what is sent."""
        told = orjson.dumps(self.parts, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(told).hexdigest()[:16]

    def answered(self, step: str, part: Part) -> "Draft":
        """With the answers of one step."""
        once = self.once or secrets.token_urlsafe(16)
        return replace(self, parts={**self.parts, step: part}, once=once)

    def renewed(self) -> "Draft":
        """The same answers for another request."""
        return replace(self, once=secrets.token_urlsafe(16))

    def emptied(self) -> "Draft":
        """Without any answers."""
        return Draft(sent=self.sent)

    def sent_as(self, word: str, request_hex: str) -> "Draft":
        """Knowing that this word has become this request."""
        kept = [*((w, id_) for w, id_ in self.sent.items() if w != word), (word, request_hex)]
        return replace(self, sent=dict(kept[-MOST_SENT:]))


def read_draft() -> Draft:
    """The draft of this browser; an empty one where there is none, or it is a day old."""
    kept = unsign_recent(COOKIE, cookie(COOKIE, PATH), max_age_s=LIFE_S)
    if kept is None:
        return Draft()
    told: dict[str, Any] = orjson.loads(kept)
    return Draft(told["parts"], told["once"], told["sent"])


def keep_draft(answer: Response, draft: Draft, most_bytes: int = MOST_BYTES) -> None:
    """Has the browser keep the draft for a day. Raises `TooLong`; what it kept before stays."""
    if not draft.parts and not draft.sent:
        forget_cookie(answer, COOKIE, PATH)
        return
    told = {"parts": draft.parts, "once": draft.once, "sent": draft.sent}
    value = sign_for_a_while(COOKIE, orjson.dumps(told).decode())
    if len(value) > most_bytes:
        raise TooLong
    set_cookie(answer, COOKIE, value, LIFE_S, PATH)
