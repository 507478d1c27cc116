"""CSV, row by row, in flat memory. A broken row costs itself only, never those behind it."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import TextIO

from connect.cli.importing.row import UNREAD, BrokenFile, Row
from connect.foundation.formulas import unshielded

# A record that is longer has a quote that is never closed, and would swallow the rest of the file.
LONGEST_RECORD = 4_000_000
NEVER_CLOSED = "a quote is opened and never closed"
NOT_UTF8 = "this row is not UTF-8: save the file as CSV UTF-8 and import it again"
DELIMITERS = ",;\t|"
KEPT_OF_BROKEN = 10_000

csv.field_size_limit(LONGEST_RECORD)


class _TooLong(Exception):
    pass


class _Lines:
    """Hands lines to the CSV reader, and can take them back when they were no record."""

    def __init__(self, file: TextIO) -> None:
        self.number = 0
        self.record: list[str] = []
        self.complete = True
        self._file = file
        self._waiting: deque[str] = deque()
        self._size = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        text = self._waiting.popleft() if self._waiting else self._file.readline(LONGEST_RECORD)
        if not text:
            raise StopIteration
        self.complete = text.endswith(("\n", "\r"))
        self.number += 1
        self.record.append(text)
        self._size += len(text)
        if self._size >= LONGEST_RECORD:
            self._drop_rest_of_line(text)
            raise _TooLong
        return text

    def begin(self) -> int:
        """A new record begins; the number of its first line."""
        self.record = []
        self._size = 0
        return self.number + 1

    def take_back(self) -> None:
        """All lines of the record but the first are read once more, as records of their own."""
        self._waiting.extendleft(reversed(self.record[1:]))
        self.number -= len(self.record) - 1

    def _drop_rest_of_line(self, text: str) -> None:
        while text and not text.endswith(("\n", "\r")):
            text = self._file.readline(LONGEST_RECORD)


def read_csv(file: TextIO) -> tuple[list[str], Iterator[Row]]:
    """The columns of a CSV file, and its rows; `,`, `;`, tab or `|` stands between them.

    Raises `BrokenFile` when there is no header. The rows raise it at the end of a file that was cut
    off.
    """
    lines = _Lines(file)
    header, delimiter = _header(lines)
    return header, _rows(lines, header, delimiter)


def _rows(lines: _Lines, header: list[str], delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    broken = False
    while True:
        start = lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            break
        except (csv.Error, _TooLong) as error:
            broken = True
            yield _broken(lines, start, _why(error))
            continue
        if not any(cells):
            continue
        problem = "" if len(cells) == len(header) else _wrong_shape(cells, header)
        broken = bool(problem)
        if problem and len(lines.record) > 1:
            yield _broken(lines, start, NEVER_CLOSED)
            continue
        text = lines.record[0] if len(lines.record) == 1 else "".join(lines.record)
        if "'" in text:
            cells = [unshielded(cell) for cell in cells]
        row = dict(zip(header, cells, strict=False))
        yield Row(start, row, problem or ("" if text.isascii() else _wrong_encoding(text)))
    if broken and not lines.complete:
        raise BrokenFile("the file ends in the middle of a row: it was cut off")


def _header(lines: _Lines) -> tuple[list[str], str]:
    lines.begin()
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=first.count)
    header = next(csv.reader([first], delimiter=delimiter), [])
    names = [name.strip() for name in header]
    if not any(names):
        raise BrokenFile("the file has no header: its first line must name the columns")
    return names, delimiter


def _why(error: Exception) -> str:
    if isinstance(error, _TooLong) or "unexpected end of data" in str(error):
        return NEVER_CLOSED
    return f"this is not CSV: {error}"


def _broken(lines: _Lines, start: int, problem: str) -> Row:
    lines.take_back()
    return Row(start, {UNREAD: lines.record[0][:KEPT_OF_BROKEN]}, problem)


def _wrong_shape(cells: list[str], header: list[str]) -> str:
    if len(cells) < len(header) or any(cells[len(header) :]):
        return f"this row has {len(cells)} columns, the header has {len(header)}"
    return ""


def _wrong_encoding(record: str) -> str:
    # Bytes that are not UTF-8 were read as lone surrogates, which cannot be written.
    try:
        record.encode()
    except UnicodeEncodeError:
        return NOT_UTF8
    return ""
