"""Two at a time: PostgreSQL writes what one connection brings while another one's is made ready.

SQLite has one writer, who works in this very process: there they are done one by one.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from flask import Flask, current_app

from connect.foundation.database import db

T = TypeVar("T")
R = TypeVar("R")

AT_A_TIME = 2


def abreast(
    items: Iterator[T], work: Callable[[T], R], must_wait: Callable[[T], bool]
) -> Iterator[tuple[T, R]]:
    """Each item with what `work` made of it, in the order of the items.

    On PostgreSQL two are worked on at a time, each with a connection of its own; not one that
    `must_wait` for all before it. What `work` or an item raises is raised where that item would
    come, after those under way have ended.
    """
    if db.engine.dialect.name != "postgresql":
        for item in items:
            yield item, work(item)
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy has it

    def in_context(item: T) -> R:
        with app.app_context():
            return work(item)

    under_way: deque[tuple[T, Future[R]]] = deque()
    no_more: Exception | None = None
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        while no_more is None:
            if len(under_way) == AT_A_TIME:  # before the next is asked for: each is large
                yield _done(*under_way.popleft())
            try:
                item = next(items)
            except Exception as error:  # what is under way comes first, and then this
                no_more = error
            else:
                while under_way and must_wait(item):
                    yield _done(*under_way.popleft())
                under_way.append((item, threads.submit(in_context, item)))
        while under_way:
            yield _done(*under_way.popleft())
    if not isinstance(no_more, StopIteration):
        raise no_more


def _done(item: T, result: Future[R]) -> tuple[T, R]:
    return item, result.result()
