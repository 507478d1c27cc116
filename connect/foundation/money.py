"""Amounts in đồng as people type them. Pure."""

import re

MOST = 100_000_000
_UNITS = {"k": 1_000, "nghìn": 1_000, "ngàn": 1_000, "tr": 1_000_000, "triệu": 1_000_000}
_AMOUNT = re.compile(
    r"([0-9][0-9.,\s]*)(k|nghìn|ngàn|tr|triệu)?\s*(?:đ|đồng|vnd|vnđ)?", re.IGNORECASE
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,\s][0-9]{3})+|[0-9]{1,12}")
_DECIMAL = re.compile(r"([0-9]{1,3})[.,]([0-9]{1,2})")


def read_amount(text: str) -> int | None:
    """`250.000`, `250k`, `1,5 triệu` in đồng; None where it is no amount up to `MOST`."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    number, unit = found[1].strip(), _UNITS.get((found[2] or "").lower(), 1)
    parts = _DECIMAL.fullmatch(number) if unit > 1 else None
    if parts is not None:
        amount = int(parts[1]) * unit + int(parts[2].ljust(2, "0")) * unit // 100
    elif _GROUPED.fullmatch(number):
        amount = int(re.sub(r"\D", "", number)) * unit
    else:
        return None
    return amount if 0 < amount <= MOST else None
