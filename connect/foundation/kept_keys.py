"""Keys: which are too weak, and those that the embedded default makes for itself, once."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

WEAK_SECRET_LENGTH = 32
FEWEST_LETTERS = 8  # different ones; of 32 hex digits made by chance there are 14
_OF_EXAMPLES = ("changeme", "change-me", "change_me", "change this", "password", "0123456789")


def is_strong(secret: str, production: bool) -> bool:
    """Long enough; in production also no word of an example, and no few letters many times."""
    guessed = any(word in secret.lower() for word in _OF_EXAMPLES)
    varied = len(set(secret)) >= FEWEST_LETTERS and not guessed
    return len(secret) >= WEAK_SECRET_LENGTH and (varied or not production)


def kept(file: Path, new: Callable[[], str]) -> str:
    """The key in `file`; where there is none yet, `new` makes it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        # Written beside and linked, so that nobody ever reads a half-written key.
        with NamedTemporaryFile("w", dir=file.parent) as draft:
            draft.write(new())
            draft.flush()
            os.fsync(draft.fileno())  # a key that is there must be whole, whatever happens
            with suppress(FileExistsError):
                os.link(draft.name, file)
    return file.read_text().strip()
