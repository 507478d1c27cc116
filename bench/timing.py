"""Measuring two or more things in turn, so that what else the machine does hits them alike."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
TURNS = 3


def in_turn(
    calls: Mapping[str, Callable[[T], object]],
    questions: Sequence[T],
    *,
    turns: int = TURNS,
    between: Callable[[], object] = lambda: None,
) -> dict[str, list[float]]:
    """Milliseconds of each call for each question.

    Every question goes to every call before the next question, `turns` times in changing order;
    the best of the turns counts. So a figure tells what a question costs, not what else the
    machine did at that moment, and a percentile is one over questions. `between` runs after each
    call, unmeasured.
    """
    names = list(calls)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for question in questions[: max(20, len(questions) // 20)]:
        for call in calls.values():
            call(question)
            between()
    with _without_collector():
        for question in questions:
            tries: dict[str, list[float]] = {name: [] for name in names}
            for turn in range(turns):
                for name in names if turn % 2 else reversed(names):
                    begun = time.perf_counter()
                    calls[name](question)
                    tries[name].append((time.perf_counter() - begun) * 1000)
                    between()
            for name in names:
                taken[name].append(min(tries[name]))
    return taken


def p50(samples: Sequence[float]) -> float:
    """The median."""
    return statistics.median(samples)


def p99(samples: Sequence[float]) -> float:
    """What 99 of 100 samples do not exceed."""
    return statistics.quantiles(samples, n=100, method="inclusive")[98]


@contextmanager
def _without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
