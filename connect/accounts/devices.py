"""What somebody signs in with, in a few words that its owner knows again: pure, no database.

The rest of what a browser says of itself is kept nowhere.
"""

import re

# The first that is found: one that is built upon another names that other, too.
BROWSERS = (
    ("Zalo", "Zalo"), ("FBAN", "Facebook"), ("FBAV", "Facebook"), ("coc_coc", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"), ("UCBrowser", "UC Browser"), ("Edg", "Edge"),
    ("OPR/", "Opera"), ("Opera", "Opera"), ("FxiOS", "Firefox"), ("Firefox", "Firefox"),
    ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("KAIOS", "KaiOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Macintosh", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip
BETWEEN = " · "
_PROGRAM = re.compile(r"[A-Za-z][\w.+-]{0,29}")


def browser_words(said: str) -> str:
    """Browser and system of a user agent, as `Chrome · Android`; empty where neither is known."""
    found = (_first(said, BROWSERS), _first(said, SYSTEMS))
    return BETWEEN.join(filter(None, found))


def program_words(said: str) -> str:
    """The name with which a program begins its user agent, as `python-requests`, or nothing."""
    found = _PROGRAM.match(said)
    return found[0] if found else ""


def _first(said: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((words for sign, words in known if sign in said), "")
