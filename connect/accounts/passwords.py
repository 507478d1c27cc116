"""Passwords that anybody would try first: pure, no database.

Those that leaked most often stand in the list of zxcvbn, which is read when somebody chooses one,
and past that package: to import it would hold 15 MB. Beyond that list, what people choose is made
of few things: a word that many know, one's own name or number, keys that lie beside each other, a
few digits behind. The words are Vietnamese ones of ours and the first of that list.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import normalize

from flask_babel import lazy_gettext as _l

from connect.foundation.text import fold

EASY = _l(
    "This password is easy to guess: many use it, or it is made of your name or number. "
    "Choose another one, as three words that only you would put together."
)

SHORTEST_RUN = 3
MOST_WORDS = 3
MOST_DIGITS = 4
_WORDS = Path(__file__).with_name("common_words.txt")
_LEAKED_WORDS = 3000
_FEW = 3  # different characters, or different signs among letters
_LONG = 40  # characters: nobody tries so long ones first
_AROUND = ((0, 1), (1, 0), (0, 2), (2, 0), (1, 1))
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_KEYS = ("qwertyuiop", "azertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm")
_COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p")
_SHIFTED = str.maketrans("!@#$%^&*()", "1234567890")
_MEANS = str.maketrans("@4301!5$7+", "aaeoiisstt")
_LOOKS_LIKE = re.compile(r"[@4301!5$7+]+(?=[a-z])")
_DATE = re.compile(
    r"(0?[1-9]|[12]\d|3[01])(0?[1-9]|1[0-2])((19|20)?\d\d)|(0?[1-9]|1[0-2])(0?[1-9]|[12]\d|3[01])"
    r"((19|20)?\d\d)|(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
)
_MARKS = {"\u0302": None, "\u0306": "w", "\u031b": "w"}  # of a letter: â as aa, ă as aw, ơ as ow
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}


def is_common(password: str, own: Iterable[str] = ()) -> bool:
    """Whether it is one of those that are tried first, or made of what is known of its owner.

    `own`: the owner's name, and phone in E.164.
    """
    plain = password.lower()
    if len(set(plain)) <= _FEW or _repeats(plain) or f",{plain}," in _leaked():
        return True
    if len(plain) > _LONG:
        return False
    # In other alphabets, and of signs alone, hardly anything is left: of that nothing is known.
    bare = [
        one for one in map(_bare, (plain, plain.translate(_SHIFTED))) if 2 * len(one) >= len(plain)
    ]
    if any(map(_in_runs, bare)):
        return True
    signs = {one for one in plain if not (one.isalnum() or one.isspace())}
    known = _words() | {word for one in own for word in _of_owner(one)}
    meant = _bare(_LOOKS_LIKE.sub(lambda found: found[0].translate(_MEANS), plain))
    return len(signs) <= _FEW and any(_is_of_words(one, known) for one in (*bare, meant))


def _bare(text: str) -> str:
    return fold(text).replace(" ", "")


def _repeats(text: str) -> bool:
    """Some letters again and again, as 20122012 or abcdabcd."""
    return any(text == (text[:n] * len(text))[: len(text)] for n in range(1, len(text) // 2 + 1))


def _in_runs(text: str) -> bool:
    """Keys in a row, letters or digits in order, one of them several times, each of them twice; and
    at most two other characters before or behind. Or a date.
    """
    keys = text.replace("_", "")
    if _DATE.fullmatch(keys):
        return True
    if len(keys) > 2 * SHORTEST_RUN and keys[::2] == keys[1::2]:
        keys = keys[::2]
    last = len(keys)
    inner = [keys, *(keys[a : last - b] for a, b in _AROUND if last - a - b > MOST_DIGITS)]
    return any(_covered(some, _run_at, last) for some in inner)


def _is_of_words(text: str, known: frozenset[str] | set[str]) -> bool:
    """Known words, with few digits or what is no letter before, behind or in between."""
    digits = "".join(re.findall(r"\d+", text))
    parts = re.findall(r"[^\W\d_]+", text)
    few = len(digits) <= MOST_DIGITS or _in_runs(digits) or digits in known
    if text in known or "".join(re.findall(r"\w", text)) in known:
        return True
    return few and _covered("".join(parts), lambda rest: _words_at(rest, known), MOST_WORDS)


def _covered(text: str, ends: Callable[[str], list[int]], most: int) -> bool:
    """Whether the text is made of at most so many parts; `ends` says where one may end."""
    reached = {0: 0}
    for start in range(len(text)):
        if start in reached and reached[start] < most:
            for end in ends(text[start:]):
                parts = reached[start] + 1
                reached[start + end] = min(parts, reached.get(start + end, parts))
    return bool(text) and len(text) in reached


def _words_at(rest: str, known: frozenset[str] | set[str]) -> list[int]:
    words = [n for n in range(2, len(rest) + 1) if rest[:n] in known]
    return words + [n for n in _run_at(rest) if n > SHORTEST_RUN]


def _run_at(rest: str) -> list[int]:
    """How long a run can be that begins here."""
    same = len(rest) - len(rest.lstrip(rest[0]))
    longest = max([same, *(_along(rest, line) for line in _lines())])
    return list(range(SHORTEST_RUN, longest + 1))


def _along(rest: str, line: str) -> int:
    """How far a text follows a line."""
    n = 0
    while n < len(rest) and rest[: n + 1] in line:
        n += 1
    return n


@cache
def _lines() -> tuple[str, ...]:
    """Ways over the keys, each also backwards; that of the digits goes round."""
    zigzag = "".join(a + b for a, b in zip(_ROWS[0], _KEYS[0], strict=True))
    pad = ("147258369", "159753", "1236987412369874", "789456123")
    steps = (zigzag, "qawsedrftgyhujikolp", "azsxdcfvgbhnjm", "1357924680")
    columns = ("".join(_COLUMNS), "".join(one[1:] for one in _COLUMNS), "".join(
        one if n % 2 else one[::-1] for n, one in enumerate(_COLUMNS)
    ))  # fmt: skip
    lines = (_ROWS[0] * 2, *_ROWS[1:], *_KEYS, *pad, *steps, *columns)
    return (*lines, *(line[::-1] for line in lines))


@cache
def _words() -> frozenset[str]:
    """Words as they are typed: without marks, or with the keys that make them (telex).

    A line with few words is one saying, and each of the long lines holds many words.
    """
    leaked = _leaked().split(",", _LEAKED_WORDS)[1:-1]
    found = {word for word in leaked if word.isalpha()}
    for line in _WORDS.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if len(words) <= MOST_WORDS:
            found |= {"".join(map(fold, words)), "".join(map(_telex, words))}
        else:
            found |= {form(word) for word in words for form in (fold, _telex)}
    return frozenset(found)


def _leaked() -> str:
    """Leaked passwords in lower case, the most used first, with a comma before and behind each."""
    found = find_spec("zxcvbn")
    if found is None or found.origin is None:
        raise RuntimeError("zxcvbn is not installed")
    with Path(found.origin).with_name("frequency_lists.py").open(encoding="utf-8") as lines:
        [line] = (line for line in lines if line.startswith('    "passwords": "'))
    _before, _name, _colon, passwords, *_rest = line.split('"')
    return f",{passwords},"


def _telex(word: str) -> str:
    """A word by the keys that are pressed for it: đẹp is ddejp, here with the tone at the end."""
    keys, tone = "", ""
    for one in normalize("NFD", word.lower().replace("đ", "dd")):
        tone += _TONES.get(one, "")
        keys += one if one.isascii() else _MARKS.get(one, "") or (keys[-1:] * (one in _MARKS))
    return keys + tone


def _of_owner(told: str) -> set[str]:
    """What is known of the owner as it would be typed: names, one's number with 84, with 0."""
    if told.startswith("+"):
        country, rest = told[1:3], told[3:]
        return {told[1:], rest, f"0{rest}", f"{country}0{rest}"}
    names = fold(told).split()
    return {name for name in (*names, "".join(names), *map(_telex, told.split())) if len(name) > 1}
