"""Cells of a CSV that a spreadsheet may open: text never begins like a formula. Goods in one."""

import re

_SPECIAL = re.compile(r"([\\;|])")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def shielded(text: str) -> str:
    """`text` with an apostrophe in front where a spreadsheet would calculate."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def unshielded(text: str) -> str:
    """What `shielded` was given."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def good_cell(name: str, stock: str, price: int | None) -> str:
    """A good as an import reads it: `name|stock|price`, or less; no stock where nobody told it."""
    parts = [_SPECIAL.sub(r"\\\1", name), stock, "" if price is None else str(price)]
    while parts and not parts[-1]:
        parts.pop()
    return "|".join(parts)
