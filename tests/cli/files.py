"""Small files for the import tests, and how they are imported."""

import csv
import json
import re
from pathlib import Path
from typing import Any

from flask.testing import FlaskCliRunner

RESPONDER = {
    "source_id": "s1",
    "kind": "supplier",
    "name": "Tạp hóa Cô Ba",
    "phone": "0912 345 678",
    "categories": "food;medicine",
    "lat": "10.7340",
    "lon": "106.7215",
}
REQUEST = {
    "source_id": "r1",
    "categories": "food",
    "description": "Hết gạo từ hôm qua",
    "people": "4",
    "urgency": "urgent",
    "name": "Bà Tư",
    "phone": "0912345603",
    "lat": "10.7725",
    "lon": "106.6980",
    "address": "12 Lê Lợi",
    "created_at": "2026-01-31T08:30:00Z",
}


class Outcome:
    """What `flask import` said."""

    def __init__(self, code: int, output: str, stderr: str) -> None:
        self.code = code
        self.output = output
        self.stderr = stderr
        words = (
            re.findall(r"^read .*$", output, re.MULTILINE)[-1].split() if "read " in output else []
        )
        self.tally = dict(zip(words[::2], map(int, words[1::2]), strict=True))

    @property
    def counts(self) -> tuple[int, ...]:
        """Read, created, updated, skipped, rejected."""
        return tuple(self.tally.values())


def run(cli: FlaskCliRunner, what: str, file: Path, *options: str) -> Outcome:
    result = cli.invoke(args=["import", what, str(file), *options])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr)


def write_csv(path: Path, rows: list[dict[str, Any]], **options: Any) -> Path:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="", **options) as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def rejected(path: Path) -> list[dict[str, str]]:
    """The rows of `FILE.rejected.csv`."""
    with path.with_name(f"{path.name}.rejected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_json(path: Path, content: Any) -> Path:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path
