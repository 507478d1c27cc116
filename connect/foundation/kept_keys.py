"""Keys that the embedded default makes for itself, once."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


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
