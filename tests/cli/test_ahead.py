"""The thread that works ahead: the same things in the same order, and it always ends."""

import threading
from collections.abc import Callable, Iterator

import pytest

from connect.cli.importing.ahead import ahead


def readers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "import-reader"]


def for_each(things: Iterator[int], do: Callable[[int], None]) -> None:
    for thing in things:
        do(thing)


def test_the_same_things_in_the_same_order() -> None:
    with ahead(range(1000)) as things:
        assert list(things) == list(range(1000))
    assert not readers()


def test_what_goes_wrong_comes_behind_what_came_before_it() -> None:
    def some() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("gone")

    got: list[int] = []
    with pytest.raises(OSError, match="gone"), ahead(some()) as things:
        for_each(things, got.append)
    assert got == [1, 2]
    assert not readers()


def test_leaving_early_ends_the_thread() -> None:
    def stop(thing: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), ahead(iter(int, 1)) as things:
        for_each(things, stop)
    assert not readers()
