"""What has begun ends when one blocks the other, or is suspended: rooms above say how, at start."""

import uuid
from collections.abc import Callable, Collection

# Of people by their phones: who blocks first, then whom.
Pairs = Collection[tuple[str, str]]
_on_block: list[Callable[[Pairs], None]] = []
_on_suspending: list[Callable[[uuid.UUID], None]] = []


def on_block(end: Callable[[Pairs], None]) -> None:
    """Registers how a room above ends what each pair has begun there."""
    if end not in _on_block:
        _on_block.append(end)


def part(pairs: Pairs) -> None:
    """Ends all that these have begun, inside the transaction of the block.

    All pairs in one room before the next, which is the order in which everybody locks.
    """
    for end in _on_block:
        end(pairs)


def on_suspending(hand_back: Callable[[uuid.UUID], None]) -> None:
    """Registers how a room above hands back what an account carries that is suspended."""
    if hand_back not in _on_suspending:
        _on_suspending.append(hand_back)


def hand_back_all(account_id: uuid.UUID) -> None:
    """Hands back all that an account carries, inside the transaction that suspends it."""
    for hand_back in _on_suspending:
        hand_back(account_id)
