"""The words that people agree to, and their versions.

The version of a text is computed from its words as they stand on the page, so it cannot be
forgotten when they change. What each version said stands in `versions.tsv`, for good: a test
refuses words that are not in it.
"""

import csv
import hashlib
from functools import lru_cache
from pathlib import Path

from flask_babel import LazyString, gettext, lazy_gettext

from connect.consents.models import Purpose
from connect.foundation.errors import N_
from connect.foundation.i18n import language, speaking

VERSIONS = Path(__file__).with_name("versions.tsv")
VERSION_LENGTH = 12
TEXTS: dict[Purpose, str] = {
    Purpose.HELP: N_(
        "So that help arrives, Connect keeps my name, number, address and words. Whoever comes "
        "and the coordinators of my area see them. They are deleted 30 days after the end."
    ),
    Purpose.PHONE: N_("Whoever comes to help me sees my phone number and may call me."),
    Purpose.DIARY: N_("Everybody may read my thanks in the diary and see the picture with them."),
    Purpose.DIARY_NAME: N_("My first name may stand under my thanks in the diary."),
    Purpose.THANKED_NAME: N_("My name may stand with these thanks in the diary."),
    Purpose.PUSH: N_(
        "Connect may tell me on my phone what has happened, through the maker of my browser."
    ),
    Purpose.ZALO: N_("Connect may tell me by Zalo what has happened; Zalo then has my number."),
    Purpose.EMAIL: N_("Connect may tell me by e-mail what has happened."),
}


def wording(purpose: Purpose, in_language: str | None = None) -> str:
    """What is asked for a purpose, in a language (else that of the answer), to be read as it is."""
    if in_language is None or in_language == language():
        return str(gettext(TEXTS[purpose]))
    with speaking(in_language):
        return str(gettext(TEXTS[purpose]))


def asked(purpose: Purpose) -> LazyString:
    """The same for the label of a field."""
    return lazy_gettext(TEXTS[purpose])


def version(purpose: Purpose, in_language: str | None = None) -> str:
    """The version of these words: the beginning of their SHA-256."""
    return version_of(wording(purpose, in_language))


def version_of(words: str) -> str:
    """As `version`, of words."""
    return hashlib.sha256(words.encode()).hexdigest()[:VERSION_LENGTH]


@lru_cache(maxsize=1)
def all_versions() -> dict[str, str]:
    """What every version that was ever shown has said, by version."""
    with VERSIONS.open(encoding="utf-8", newline="") as file:
        return {row["version"]: row["words"] for row in csv.DictReader(file, delimiter="\t")}
