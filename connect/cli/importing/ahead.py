"""A thread that works ahead: rows are read and checked while the database writes."""

import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

READY_AT_ONCE = 2
_END = object()


@contextmanager
def ahead(things: Iterable[T]) -> Iterator[Iterator[T]]:
    """The same things in the same order, made in a thread, a few of them ahead.

    What goes wrong in the thread is raised here, behind the things that came before it. Leaving
    the block early ends the thread.
    """
    ready: queue.Queue[object] = queue.Queue(READY_AT_ONCE)
    stop = threading.Event()
    wrong: list[BaseException] = []

    def put(thing: object) -> bool:
        while not stop.is_set():
            try:
                ready.put(thing, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for thing in things:
                if not put(thing):
                    return
        except BaseException as error:
            wrong.append(error)
        put(_END)

    def given() -> Iterator[T]:
        while (thing := ready.get()) is not _END:
            yield thing  # type: ignore[misc]  # only the end is no T
        if wrong:
            raise wrong[0]

    worker = threading.Thread(target=work, name="import-reader", daemon=True)
    worker.start()
    try:
        yield given()
    finally:
        stop.set()
        worker.join()
