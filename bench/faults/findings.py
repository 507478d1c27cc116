"""What a fault run has found: figures, each with what was promised of it."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("fault", "database", "figure", "found", "promise", "kept")


@dataclass(frozen=True)
class Finding:
    """One figure of a run; without a promise it is only told."""

    name: str
    found: float
    at_most: float | None = None
    at_least: float | None = None
    unit: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the promise was kept; None where there is none."""
        if self.at_most is None and self.at_least is None:
            return None
        low, high = self.at_least, self.at_most
        return (low is None or self.found >= low) and (high is None or self.found <= high)

    @property
    def promise(self) -> str:
        """The promise in words."""
        if self.at_most is not None and self.at_most == self.at_least:
            return f"{self.at_most:,g}"
        if self.at_most is not None:
            return f"<= {self.at_most:,g}" if self.at_most else "0"
        return f">= {self.at_least:,g}" if self.at_least is not None else ""

    def cells(self, fault: str, database: str) -> tuple[str, ...]:
        """The figure for people."""
        kept = {True: "yes", False: "NO", None: ""}[self.kept]
        found = f"{self.found:,.6g} {self.unit}".strip()
        return fault, database, self.name, found, self.promise, kept


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows in columns, as Markdown."""
    lines = [HEADINGS, *rows]
    widths = [max(len(row[column]) for row in lines) for column in range(len(HEADINGS))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in lines
    )
