"""A file of messages, one JSON object a line in the shape of the webhook: safe to read again."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import marshmallow as ma
import orjson

from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.errors import ConnectError
from connect.sms_intake.schemas import IncomingSms
from connect.sms_intake.service import READ_FOR, Incoming, Receipt, is_too_old, receive
from connect.sms_intake.signature import MOST_BYTES


class Line(NamedTuple):
    """A line of the file (from 1): what became of its message, or why there is none."""

    number: int
    receipt: Receipt | None
    problem: str = ""


def replay(lines: Iterable[bytes], settings: Settings) -> Iterator[Line]:
    """Receives message after message; a broken line is told, and the next one goes on.

    Raises what the database raises when it cannot be written to.
    """
    schema = IncomingSms()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            incoming = _read(line, schema)
            if is_too_old(incoming, utcnow()):
                raise ValueError(f"older than {READ_FOR.days} days")
            yield Line(number, receive(incoming, settings))
        except (ValueError, ConnectError) as error:
            yield Line(number, None, str(error))


def _read(line: bytes, schema: ma.Schema) -> Incoming:
    """The message of a line. Raises `ValueError`."""
    if len(line) > MOST_BYTES:
        raise ValueError(f"longer than {MOST_BYTES} bytes")
    try:
        return Incoming(**schema.load(orjson.loads(line)))
    except orjson.JSONDecodeError:
        raise ValueError("this is not JSON") from None
    except ma.ValidationError as error:
        raise ValueError(_in_words(error)) from None


def _in_words(error: ma.ValidationError) -> str:
    messages: dict[str, list[object]] = error.normalized_messages()  # type: ignore[no-untyped-call]  # marshmallow's
    return "; ".join(f"{field}: {' '.join(map(str, texts))}" for field, texts in messages.items())
