"""`docs/privacy.md` has a row for every table, and for no other."""

import re

from flask import Flask

from connect.foundation.config import ROOT
from connect.foundation.database import db

PAGE = ROOT / "docs" / "privacy.md"


def test_what_is_held_is_written_down(shared_app: Flask) -> None:
    named: set[str] = set()
    for line in PAGE.read_text().splitlines():
        if line.startswith("| `"):
            first, *cells = line.strip("| ").split(" | ")
            assert len(cells) == 4
            assert all(cells), line
            named |= set(re.findall(r"`(\w+)`", first))
        elif line.startswith("Not about people"):
            named |= set(re.findall(r"`(\w+)`", line))
    assert named == set(db.metadata.tables)
