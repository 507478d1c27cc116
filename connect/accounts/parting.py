"""What has begun ends when one blocks the other, or is suspended: rooms above say how, at start."""

import uuid
from collections.abc import Callable

_on_block: list[Callable[[str, str], None]] = []
_on_suspending: list[Callable[[uuid.UUID], None]] = []


def on_block(end: Callable[[str, str], None]) -> None:
    """Registers how a room above ends what two people, by their phones, have begun there.

    The first is who blocks.
    """
    if end not in _on_block:
        _on_block.append(end)


def part(one_phone: str, other_phone: str) -> None:
    """Ends all that the two have begun, inside the transaction of the block."""
    for end in _on_block:
        end(one_phone, other_phone)


def on_suspending(hand_back: Callable[[uuid.UUID], None]) -> None:
    """Registers how a room above hands back what an account carries that is suspended."""
    if hand_back not in _on_suspending:
        _on_suspending.append(hand_back)


def hand_back_all(account_id: uuid.UUID) -> None:
    """Hands back all that an account carries, inside the transaction that suspends it."""
    for hand_back in _on_suspending:
        hand_back(account_id)
