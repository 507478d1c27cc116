"""One row of a file, whatever its format, and what can be wrong with a file or a row."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

# Where the text of a row stands that could not be taken apart.
UNREAD = "row"


class Row(NamedTuple):
    """A row as it stands in its file. `line` is where it begins, 1 for the first line.

    `problem` says why it cannot be read at all, and is empty for nearly every row.
    """

    line: int
    fields: Mapping[str, Any]
    problem: str = ""


class BrokenFile(Exception):
    """The file cannot be read on from here. The rows before it stand."""


class BadRow(ValueError):
    """This row cannot be taken; the text says why."""


class SkippedRow(Exception):
    """This row is not for us, and nothing is wrong with it; a text says why, where it is told."""


def text_of(value: Any) -> str:
    """A value of a file as text: nothing as "", truth as yes and no, lists joined by `;`.

    What is built of more than that stays JSON.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        return ";".join(text_of(item) for item in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
