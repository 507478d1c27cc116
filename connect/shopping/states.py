"""What becomes of a line of the list and of the question about its cost: pure, no database."""

from enum import StrEnum


class Outcome(StrEnum):
    """What came of one line in the shop; no outcome: not looked for yet."""

    GOT = "got"
    MISSING = "missing"
    INSTEAD = "instead"


class Answer(StrEnum):
    """Where the question stands whether it may cost more than the budget."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


def must_ask(cost: int, budget: int | None, agreed_up_to: int | None) -> bool:
    """Whether the requester is asked before this much is spent; all in đồng."""
    return budget is not None and cost > max(budget, agreed_up_to or 0)
