"""Opens a file, and finds by its content what it is."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from connect.cli.importing.csv_rows import read_csv
from connect.cli.importing.json_items import row_of
from connect.cli.importing.json_rows import ReadItem, read_json
from connect.cli.importing.row import BrokenFile, Row

LOOKED_AT = 4096
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_NOT_TEXT = {
    b"PK\x03\x04": "an Excel workbook or a ZIP archive: save the sheet as CSV UTF-8",
    b"\x1f\x8b": "compressed: unpack it first",
    b"SQLite format 3": "a SQLite database: use `flask restore` for a backup",
}


class OpenFile(NamedTuple):
    """A file under way: its columns (None where it is JSON, which has none), and its rows."""

    columns: list[str] | None
    rows: Iterator[Row]


@contextmanager
def open_rows(path: Path, read_item: ReadItem = row_of) -> Iterator[OpenFile]:
    """The rows of a file: CSV, GeoJSON, Overpass JSON or a JSON list.

    UTF-8, with or without its mark, or UTF-16 with its mark. Raises `BrokenFile` for what is none
    of these, and `OSError` for what cannot be opened.
    """
    with path.open("rb") as raw:
        head = raw.peek(LOOKED_AT)[:LOOKED_AT]
        encoding = _encoding(head)
        # Bytes that are not text become lone surrogates, so that they cost one row, not the file.
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        with io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline="") as text:
            first = head.decode(encoding, errors="replace").lstrip("\ufeff \t\r\n")[:1]
            if not first:
                raise BrokenFile("the file is empty")
            if first in "{[":
                yield OpenFile(None, read_json(text, read_item))
            else:
                yield OpenFile(*read_csv(text))


def _encoding(head: bytes) -> str:
    for mark, what in _NOT_TEXT.items():
        if head.startswith(mark):
            raise BrokenFile(f"the file is {what}")
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    if head.count(0) > len(head) / 4:
        raise BrokenFile("the file is not text, or UTF-16 without its mark: save it as UTF-8")
    return "utf-8"
