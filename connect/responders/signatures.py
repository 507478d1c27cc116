"""Signatures: of a few words, bits that tell at a glance which others are surely not among them.

Each word is one bit in each of three numbers. Who has a word has all three; of who has not, one in
a hundred has them by chance. They stand in the index of words beside each word of a text: whether
"tạp" has "hoá" beside it is told there, and no text is fetched in vain.
"""

import zlib
from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_

# The columns of a signature.
SIGNS = ("sign_one", "sign_two", "sign_three")
BITS = 63  # so that each number is one of a database
KNOWN_WORDS = 20_000
Signature = tuple[int, ...]
# Has whatever is looked for.
ANYTHING: Signature = ((1 << BITS) - 1,) * len(SIGNS)


def signature(words: Iterable[str]) -> Signature:
    """The bits of all of these words, in the order of `SIGNS`."""
    bits = [_bits(word) for word in words]
    return tuple(reduce(or_, column, 0) for column in zip((0,) * len(SIGNS), *bits, strict=True))


def mark_of(compartment: int) -> str:
    """What stands for a compartment among the words of a text; nobody types such a word."""
    return f"#{compartment}"


@lru_cache(maxsize=KNOWN_WORDS)
def _bits(word: str) -> Signature:
    number = zlib.crc32(word.encode())
    return tuple(1 << number // BITS**place % BITS for place in range(len(SIGNS)))
