"""Amounts in đồng as coarse as strangers may know them. Pure."""

from bisect import bisect_left

# What strangers learn of a budget: between which two of these it lies.
_BOUNDS = (0, 100_000, 200_000, 500_000, 1_000_000, 2_000_000)


def band(amount: int) -> tuple[int, int | None]:
    """More than the first, up to the second; None: without an end."""
    at = bisect_left(_BOUNDS, amount)
    return _BOUNDS[at - 1], _BOUNDS[at] if at < len(_BOUNDS) else None
