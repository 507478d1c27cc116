"""For whom only those come who are vouched for: a child, somebody alone, somebody ill. Pure."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import combinations


class Concern(StrEnum):
    """Why somebody whom nobody knows should not stand at this door. The requester says so."""

    MINOR = "minor"
    ALONE = "alone"
    ILL = "ill"


# As they are stored: in their order, with spaces between.
SETS = tuple(
    " ".join(chosen) for many in range(len(Concern) + 1) for chosen in combinations(Concern, many)
)


def stored(concerns: Iterable[str]) -> str:
    """Concerns as one string."""
    named = set(concerns)
    return " ".join(one for one in Concern if one in named) if named else ""
