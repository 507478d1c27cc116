"""Signatures of words: never a word denied that is there, seldom one granted that is not."""

import random

from connect.responders import ANYTHING, signature
from connect.responders.signatures import BITS

WORDS = [f"{first}{second}{rest}" for first in "bcdghklmnpqrstvx" for second in "aeiouy" for rest
         in ("", "n", "ng", "nh", "m", "c", "t", "p")]  # fmt: skip
IN_A_TEXT = 14


def test_a_word_that_is_there_is_in_the_signature() -> None:
    dice = random.Random(1)
    for _text in range(50):
        words = dice.sample(WORDS, IN_A_TEXT)
        signs = signature(words)
        assert all(_may_have(signs, [word]) for word in words)
        assert _may_have(signs, [words[0], "xyzzy"])
        assert all(0 < bits < 1 << BITS for bits in signs)


def test_two_in_a_hundred_at_most_look_as_if_they_had_a_word() -> None:
    dice = random.Random(2)
    texts = [dice.sample(WORDS, IN_A_TEXT + 1) for _text in range(2_000)]
    by_chance = sum(_may_have(signature(words), [absent]) for absent, *words in texts)
    assert 0 < by_chance <= len(texts) * 0.02


def test_of_no_word_there_is_nothing_and_anything_is_always_there() -> None:
    assert not _may_have(signature(["gao"]), [])
    assert all(bits & anything for bits, anything in zip(signature(["gao"]), ANYTHING, strict=True))


def _may_have(signs: tuple[int, ...], meant: list[str]) -> bool:
    return all(bits & mask for bits, mask in zip(signs, signature(meant), strict=True))
