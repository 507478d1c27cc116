"""No pattern of ours and no reader of words takes long over what was made to hold it up."""

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator

import pytest

import connect
from connect.foundation.money import read_amount
from connect.foundation.text import clean_line, clean_text
from connect.goods.finding import goods_called, goods_in
from connect.help_requests.listing import without_phones
from connect.responders.week import hours_of, week_of

# What looks at each pair of letters does so here in milliseconds, and in the longest field in a
# tenth of a second; what looks at every three, or at every way to part them, is still at it.
LENGTH, LONGEST_FIELD = 300, 4_000
MOST_S = 0.15
PARTS = ("a", "0", " ", "-", ".", ",", ";", "\\", "|", "(", "1,", "0 ", "0.", "a ", "aa0", "\u0301",
         "0912 345 67", "Mo-Su 08:00-", "08:00-10:00,", "1.000.", "x@", "a.", "{", "\n", "và ",
         "!-")  # fmt: skip


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Each compiled pattern that a module of ours keeps."""
    for module in pkgutil.walk_packages(connect.__path__, "connect."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{module.name}.{name}", value


def slow(run: Callable[[str], object], length: int) -> list[str]:
    found = []
    for text in (part * (length // len(part)) + end for part in PARTS for end in ("", "!")):
        start = time.process_time()
        run(text)
        if time.process_time() - start > MOST_S:
            found.append(text[:20])
    return found


def test_no_pattern_of_ours_is_slow() -> None:
    known = dict(patterns())
    assert len(known) > 40
    bad = {
        name: slow(one.search, LENGTH) + slow(one.fullmatch, LENGTH) for name, one in known.items()
    }
    assert {name: texts for name, texts in bad.items() if texts} == {}


@pytest.mark.parametrize(
    "read",
    [
        clean_line,
        clean_text,
        without_phones,
        read_amount,
        hours_of,
        week_of,
        goods_called,
        goods_in,
    ],
    ids=lambda read: str(read.__name__),
)
def test_no_reader_of_words_is_slow(read: Callable[[str], object]) -> None:
    assert slow(read, LONGEST_FIELD) == []
