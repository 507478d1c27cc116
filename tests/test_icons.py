"""The sprite holds the icons that the pages use, and no others: every phone loads all of it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = (ROOT / "scripts/icons.txt").read_text(encoding="utf-8").split()


def test_every_icon_is_used() -> None:
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "connect").rglob("*.py")]
    written = "".join(file.read_text(encoding="utf-8") for file in files)
    assert [name for name in NAMED if f'"{name}"' not in written] == []


def test_they_stand_in_order_and_once() -> None:
    assert sorted(set(NAMED)) == NAMED
