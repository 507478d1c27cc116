"""Two things at once: the next rows are read while those before are written."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from flask import current_app

T = TypeVar("T")


@contextmanager
def ahead(items: Iterator[T]) -> Iterator[Iterator[T]]:
    """The same items; another thread makes the next one while one is used, and no more than that.

    What the making of one raises is raised where that one is asked for.
    """
    in_app = current_app.app_context  # and so with a database session of its own

    def following() -> T | None:
        with in_app():
            return next(items, None)

    def each() -> Iterator[T]:
        coming = thread.submit(following)
        while (item := coming.result()) is not None:
            coming = thread.submit(following)
            yield item

    with ThreadPoolExecutor(1) as thread:
        yield each()
