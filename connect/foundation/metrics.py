"""What Prometheus reads: figures that rooms have registered, in its text format."""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from flask import Flask, current_app

_FIGURES = "connect_figures_watched"


class Figure(NamedTuple):
    """One gauge; those of one name have labels that tell them apart, and stand together."""

    name: str
    help: str
    value: float
    labels: Mapping[str, str] = {}


def watch_figures(app: Flask, read: Callable[[], Iterable[Figure]]) -> None:
    """Registers what a room tells about itself each time when somebody asks."""
    app.extensions.setdefault(_FIGURES, []).append(read)


def watched() -> list[Figure]:
    """All that is told now."""
    return [one for read in current_app.extensions.get(_FIGURES, []) for one in read()]


def as_text(figures: Iterable[Figure]) -> str:
    """In the text format of Prometheus."""
    lines = []
    for name, those in groupby(figures, lambda one: one.name):
        for n, one in enumerate(those):
            if n == 0:
                lines += [f"# HELP {name} {one.help}", f"# TYPE {name} gauge"]
            labels = ",".join(f'{label}="{value}"' for label, value in one.labels.items())
            lines.append(f"{name}{f'{{{labels}}}' if labels else ''} {one.value:.10g}")
    return "".join(f"{line}\n" for line in lines)
