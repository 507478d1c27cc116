"""Cells that a spreadsheet may open: text never begins like a formula."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def shielded(text: str) -> str:
    """`text` with an apostrophe in front where a spreadsheet would calculate."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def unshielded(text: str) -> str:
    """What `shielded` was given."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text
