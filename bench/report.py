"""What the benchmark found: figures with their goals, as a table and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HEADINGS = ("name", "database", "ours", "reference", "ratio", "goal", "holds")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Ours against a reference, both measured in this run (or a plain limit as the reference).

    `at_most` or `at_least` is the goal for `ours / reference`; with neither, the figure is only
    told.
    """

    name: str
    database: str
    ours: float
    reference: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float:
        """How many times the reference ours is."""
        return self.ours / self.reference if self.reference else float("inf")

    @property
    def goal(self) -> str:
        """The goal in words."""
        if self.at_most is not None:
            return f"<= {self.at_most:g}"
        return f">= {self.at_least:g}" if self.at_least is not None else ""

    @property
    def holds(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.at_most is not None:
            return self.ratio <= self.at_most
        return self.ratio >= self.at_least if self.at_least is not None else None

    def as_json(self) -> dict[str, object]:
        """The figure for programs."""
        told = asdict(self)
        del told["at_most"], told["at_least"]
        return told | {"ratio": round(self.ratio, 3), "goal": self.goal, "holds": self.holds}

    def cells(self) -> tuple[str, ...]:
        """The figure for people."""
        return (
            self.name,
            self.database,
            f"{_short(self.ours)} {self.unit}",
            f"{_short(self.reference)} {self.unit}",
            f"{self.ratio:.2f}",
            self.goal,
            {True: "yes", False: "NO", None: ""}[self.holds],
        )


def table(figures: Sequence[Figure]) -> str:
    """The figures in columns."""
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def write_json(figures: Sequence[Figure], file: Path) -> None:
    """The same as a JSON list."""
    told = [figure.as_json() for figure in figures]
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
