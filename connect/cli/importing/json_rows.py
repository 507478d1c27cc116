"""GeoJSON, Overpass JSON, HSDS and plain lists of objects, item by item, in flat memory."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from connect.cli.importing.json_items import row_of
from connect.cli.importing.row import BrokenFile, Row

READ_AT_ONCE = 1 << 18
LONGEST_ITEM = 1 << 24
LONGEST_NUMBER = 300
# Of GeoJSON, of Overpass, of a page of HSDS; their other members are small.
STREAMED = ("features", "elements", "contents")
# What Overpass remarks when it ran out of time or memory and gave what it had until then.
GAVE_UP = "runtime error"
CUT_OFF = "the file ends here: it was cut off"
# So near to the end of a file a wrong literal or escape is one that was cut off.
LAST_CHARACTERS = 6
ReadItem = Callable[[int, Any, str], Row]
_SPACE = re.compile(r"[ \t\n\r]*")


def _whole(digits: str) -> int | float:
    # Python refuses to make an integer of thousands of digits, and nobody means one.
    return int(digits) if len(digits) < LONGEST_NUMBER else float(digits)


# NaN and Infinity are read, though JSON has no such things: the item is refused, not the file.
_decoder = json.JSONDecoder(parse_int=_whole)


class _Stream:
    """Decodes one value after the other out of a file that may be larger than the memory."""

    def __init__(self, file: TextIO) -> None:
        self.line = 1
        self._file = file
        self._text = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """The next character that is not white space; "" at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._advance(space.end())  # type: ignore[union-attr]  # it also matches nothing
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._read(READ_AT_ONCE)

    def take(self, *expected: str) -> str:
        """The next character, one of those expected. Raises `BrokenFile` for another one."""
        found = self.peek()
        if found not in expected or not found:
            raise self.broken(f"unexpected {found!r}" if found else CUT_OFF)
        self._at += 1
        return found

    def value(self) -> tuple[Any, str]:
        """The next value, and its own text. Raises `BrokenFile`."""
        self.peek()
        more = READ_AT_ONCE
        while True:
            problem = CUT_OFF
            try:
                value, end = _decoder.raw_decode(self._text, self._at)
                # A number at the very end of what was read may go on.
                if end < len(self._text) or self._ended:
                    text = self._text[self._at : end]
                    self._advance(end)
                    return value, text
            except json.JSONDecodeError as error:
                problem = CUT_OFF if self._at_end(error) else error.msg
            except RecursionError:
                raise self.broken("nested too deep") from None
            if self._ended:
                raise self.broken(problem)
            if len(self._text) - self._at > LONGEST_ITEM:
                raise self.broken("an item never ends")
            self._read(more)
            more *= 2

    def broken(self, problem: str) -> BrokenFile:
        """The error to raise, with the line."""
        return BrokenFile(f"line {self.line}: this is not JSON: {problem}")

    def _at_end(self, error: json.JSONDecodeError) -> bool:
        """Whether this is wrong only because nothing more was read."""
        begun = error.msg.startswith("Unterminated")
        return begun or error.pos >= len(self._text.rstrip()) - LAST_CHARACTERS

    def _advance(self, to: int) -> None:
        self.line += self._text.count("\n", self._at, to)
        self._at = to

    def _read(self, characters: int) -> None:
        more = self._file.read(characters)
        self._ended = not more
        self._text = self._text[self._at :] + more
        self._at = 0


def read_json(file: TextIO, read_item: ReadItem = row_of) -> Iterator[Row]:
    """The items of a FeatureCollection, of Overpass JSON, of a page of HSDS, or of a plain list.

    `read_item` makes a row of an item that begins on a line, with its own text.

    Raises `BrokenFile` where the file cannot be read on, and at its end when Overpass remarks that
    this is not all; the items before it have been given.
    """
    stream = _Stream(file)
    if stream.take("{", "[") == "[":
        yield from _items(stream, read_item)
    else:
        yield from _members(stream, read_item)
    if stream.peek():
        raise stream.broken("something stands behind its end")


def _members(stream: _Stream, read_item: ReadItem) -> Iterator[Row]:
    found, gave_up = False, ""
    if stream.peek() == "}":
        stream.take("}")
    else:
        while True:
            name, _text = stream.value()
            stream.take(":")
            if name in STREAMED and stream.peek() == "[":
                found = True
                stream.take("[")
                yield from _items(stream, read_item)
            else:
                value, _text = stream.value()
                if name == "remark" and GAVE_UP in str(value):
                    gave_up = f"Overpass gave up before its end: {str(value)[:200]}"
            if stream.take(",", "}") == "}":
                break
    if gave_up:
        raise BrokenFile(gave_up)
    if not found:
        raise BrokenFile('this JSON has neither "features" (GeoJSON) nor "elements" (Overpass)')


def _items(stream: _Stream, read_item: ReadItem) -> Iterator[Row]:
    if stream.peek() == "]":
        stream.take("]")
        return
    while True:
        stream.peek()
        line = stream.line
        item, text = stream.value()
        yield read_item(line, item, text)
        if stream.take(",", "]") == "]":
            return
