"""The rows that could not be taken, beside the file that they came from."""

import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from connect.cli.importing.row import UNREAD, Row, text_of
from connect.foundation.formulas import shielded

LONGEST_VALUE = 10_000


class Rejects:
    """Writes `FILE.rejected.csv`: line, reason, and the row as it was. Made by the first row."""

    def __init__(self, source: Path, columns: Sequence[str]) -> None:
        self.path = source.with_name(f"{source.name}.rejected.csv")
        self.count = 0
        self.first: tuple[int, str] | None = None
        self.unwritable = ""
        self._file: TextIO | None = None
        self._columns = [*(name for name in columns if name), UNREAD]
        # What an earlier run has left there is no longer true.
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            self.unwritable = error.strerror or type(error).__name__

    def add(self, row: Row, reason: str) -> None:
        """Keeps a row with its reason. Where it cannot be written, it is still counted."""
        self.count += 1
        self.first = self.first or (row.line, reason)
        if self.unwritable:
            return
        try:
            self._write(row, reason)
        except OSError as error:
            self.unwritable = error.strerror or type(error).__name__
            self.close()

    def close(self) -> None:
        """Ends the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, row: Row, reason: str) -> None:
        if self._file is None:
            self._file = self._open()
            csv.writer(self._file).writerow(["line", "reason", *map(shielded, self._columns)])
        fields = dict(row.fields)
        if len(self._columns) == 1 and UNREAD not in fields:
            fields = {UNREAD: json.dumps(fields, ensure_ascii=False, default=str)}
        values = [_shown(fields.get(name)) for name in self._columns]
        csv.writer(self._file).writerow([row.line, reason, *values])

    def _open(self) -> TextIO:
        # It holds what people wrote: nobody else on this machine needs to read it.
        number = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        return open(number, "w", encoding="utf-8", errors="backslashreplace", newline="")


def _shown(value: Any) -> str:
    return shielded(text_of(value).replace("\0", "")[:LONGEST_VALUE])
