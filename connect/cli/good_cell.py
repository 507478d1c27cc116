"""A good in one cell of a CSV."""

import re

_SPECIAL = re.compile(r"([\\;|])")


def good_cell(name: str, stock: str, price: int | None) -> str:
    """A good as an import reads it: `name|stock|price`, or less; no stock where nobody told it."""
    parts = [_SPECIAL.sub(r"\\\1", name), stock, "" if price is None else str(price)]
    while parts and not parts[-1]:
        parts.pop()
    return "|".join(parts)
