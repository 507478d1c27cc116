"""GeoJSON, Overpass JSON and plain lists of objects, item by item, in flat memory."""

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from connect.cli.importing.row import UNREAD, BrokenFile, Row

READ_AT_ONCE = 1 << 18
LONGEST_ITEM = 1 << 24
LONGEST_NUMBER = 300
STREAMED = ("features", "elements")
NOT_UTF8 = "this item is not UTF-8"
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
            self._advance(space.end())  # type: ignore[union-attr]  # of no character, too
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._read(READ_AT_ONCE)

    def take(self, *expected: str) -> str:
        """The next character, one of those expected. Raises `BrokenFile` for another one."""
        found = self.peek()
        if found not in expected or not found:
            raise self.broken("the file ends too early" if not found else f"unexpected {found!r}")
        self._at += 1
        return found

    def value(self) -> tuple[Any, str]:
        """The next value, and its own text. Raises `BrokenFile`."""
        self.peek()
        more = READ_AT_ONCE
        while True:
            problem = "the file ends too early"
            try:
                value, end = _decoder.raw_decode(self._text, self._at)
                # A number at the very end of what was read may go on.
                if end < len(self._text) or self._ended:
                    text = self._text[self._at : end]
                    self._advance(end)
                    return value, text
            except json.JSONDecodeError as error:
                problem = error.msg
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

    def _advance(self, to: int) -> None:
        self.line += self._text.count("\n", self._at, to)
        self._at = to

    def _read(self, characters: int) -> None:
        more = self._file.read(characters)
        self._ended = not more
        self._text = self._text[self._at :] + more
        self._at = 0


def read_json(file: TextIO) -> Iterator[Row]:
    """The items of a FeatureCollection, of Overpass JSON, or of a plain list.

    Raises `BrokenFile` where the file cannot be read on; the items before it have been given.
    """
    stream = _Stream(file)
    if stream.take("{", "[") == "[":
        yield from _items(stream)
    else:
        yield from _members(stream)
    if stream.peek():
        raise stream.broken("something stands behind its end")


def _members(stream: _Stream) -> Iterator[Row]:
    found = False
    if stream.peek() == "}":
        stream.take("}")
    else:
        while True:
            name, _text = stream.value()
            stream.take(":")
            if name in STREAMED and stream.peek() == "[":
                found = True
                stream.take("[")
                yield from _items(stream)
            else:
                stream.value()
            if stream.take(",", "}") == "}":
                break
    if not found:
        raise BrokenFile('this JSON has neither "features" (GeoJSON) nor "elements" (Overpass)')


def _items(stream: _Stream) -> Iterator[Row]:
    if stream.peek() == "]":
        stream.take("]")
        return
    while True:
        stream.peek()
        line = stream.line
        item, text = stream.value()
        yield _row(line, item, text)
        if stream.take(",", "]") == "]":
            return


def _row(line: int, item: Any, text: str) -> Row:
    try:
        text.encode()
    except UnicodeEncodeError:
        return Row(line, {}, NOT_UTF8)
    if not isinstance(item, dict):
        return Row(line, {UNREAD: text[:1000]}, "this item is not an object")
    if item.get("type") in ("node", "way", "relation"):
        return Row(line, _of_element(item))
    if "geometry" in item or item.get("type") == "Feature":
        return _of_feature(line, item)
    return Row(line, item)


def _of_element(item: dict[str, Any]) -> dict[str, Any]:
    """An Overpass element: its tags, and its own point or its centre."""
    place = item.get("center") or item.get("bounds") or item
    if not isinstance(place, dict):
        place = {}
    if "minlat" in place:
        place = _middle(
            [(place.get(f"{end}lon"), place.get(f"{end}lat")) for end in ("min", "max")]
        )
    tags = item.get("tags")
    return {
        **(tags if isinstance(tags, dict) else {}),
        "@id": f"{item['type']}/{item.get('id', '')}",
        "lat": place.get("lat"),
        "lon": place.get("lon"),
    }


def _of_feature(line: int, item: dict[str, Any]) -> Row:
    """A GeoJSON feature: its properties, and the point or the middle of its geometry."""
    properties = item.get("properties")
    fields = dict(properties) if isinstance(properties, dict) else {}
    if "@id" not in fields and "id" in item:
        fields["@id"] = item["id"]
    geometry = item.get("geometry")
    if not isinstance(geometry, dict):
        return Row(line, fields)
    positions = list(_positions(geometry.get("coordinates")))
    if not positions:
        return Row(line, fields, "this feature has no coordinates")
    if len(positions) == 1:
        fields["lon"], fields["lat"] = positions[0]
    else:
        fields |= _middle(positions)
    return Row(line, fields)


def _positions(coordinates: Any) -> Iterator[tuple[Any, Any]]:
    if not isinstance(coordinates, list):
        return
    if len(coordinates) >= 2 and not isinstance(coordinates[0], list):
        yield coordinates[0], coordinates[1]
        return
    for inner in coordinates:
        yield from _positions(inner)


def _middle(positions: list[tuple[Any, Any]]) -> dict[str, Any]:
    """The middle of the box around some positions; nothing where one is not of numbers."""
    try:
        lons, lats = zip(*((float(lon), float(lat)) for lon, lat in positions), strict=True)
    except (TypeError, ValueError, OverflowError):
        return {}
    return {"lat": (min(lats) + max(lats)) / 2, "lon": (min(lons) + max(lons)) / 2}
