"""What two have begun ends when one of them blocks the other: rooms above say how, at start."""

from collections.abc import Callable

_on_block: list[Callable[[str, str], None]] = []


def on_block(end: Callable[[str, str], None]) -> None:
    """Registers how a room above ends what two people, by their phones, have begun there."""
    if end not in _on_block:
        _on_block.append(end)


def part(one_phone: str, other_phone: str) -> None:
    """Ends all that the two have begun, inside the transaction of the block."""
    for end in _on_block:
        end(one_phone, other_phone)
