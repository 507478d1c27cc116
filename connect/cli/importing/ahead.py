"""Two things at once: another process reads the next rows while those before are written.

Threads would not do: SQLite works in this very process, and they would wait for each other.
"""

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from multiprocessing.connection import Connection
from typing import TypeVar

from connect.cli.importing.row import BrokenFile
from connect.foundation.database import db, let_go_of_connection

T = TypeVar("T")

# Elsewhere what a process has of its system does not outlive that it is copied.
CAN_FORK = sys.platform == "linux"


@contextmanager
def ahead(items: Iterator[T], worth: Callable[[T], bool]) -> Iterator[Iterator[T]]:
    """The same items; another process makes the next one while one is used, and no more than that.

    The first is made here, and so are all where that one is not `worth` the trouble. What the
    making of one raises is raised where that one is asked for, and `BrokenFile` where the other
    process was ended.
    """
    first = next(items, None)
    if first is None or not CAN_FORK or not worth(first):
        yield chain(() if first is None else (first,), items)
        return
    # What two processes hold of one connection, neither can use.
    let_go_of_connection()
    db.engine.dispose()
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe()
    maker = fork.Process(target=_make, args=(items, here, there), daemon=True)
    maker.start()
    there.close()
    try:
        yield chain((first,), _each(here))
    finally:
        here.close()
        maker.join()


def _make(items: Iterator[object], here: Connection, there: Connection) -> None:
    here.close()  # so that this ends, too, when who started it is ended
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is meant for whoever started this
    with suppress(EOFError, ConnectionError):
        while True:
            there.send(_made(items))
            there.recv()


def _made(items: Iterator[object]) -> tuple[object, Exception | None]:
    """The next item and no error; or, at the end, no item, and the error if there was one."""
    try:
        return next(items, None), None
    except Exception as error:
        return None, error
    finally:
        let_go_of_connection()


def _each(here: Connection) -> Iterator[T]:
    while True:
        try:
            item, error = here.recv()
            here.send(None)  # only now may the one behind it be made
        except (EOFError, ConnectionError):
            raise BrokenFile("the process that was reading it was ended") from None
        if error is not None:
            raise error
        if item is None:
            return
        yield item
