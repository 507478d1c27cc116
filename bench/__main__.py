"""`python -m bench [--full] [--json FILE] [--only PART]… [--strict]`."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import (
    areas,
    desk,
    importing,
    live,
    loop,
    map_frames,
    matching,
    pages,
    suppliers,
    tiles,
    web,
)
from bench.report import Figure, table, write_json
from bench.stages import Theatre, theatre

# What runs unless something else is asked for: all of it takes half an hour.
BRIEF = ("matching", "import", "web", "loop")
PARTS = (*BRIEF, "suppliers", "tiles", "live", "pages", "map", "desk", "areas")


def main() -> int:
    """Measures, prints the table, and says whether all went as it should."""
    asked = _arguments()
    begun = time.monotonic()
    found: list[Figure] = []
    with theatre() as place:
        for figure in _measured(
            place, asked.only or (PARTS if asked.full else BRIEF), full=asked.full
        ):
            print(f"{time.monotonic() - begun:4.0f} s  {'  '.join(figure.cells())}", flush=True)
            found.append(figure)
    print(f"\n{table(found)}")
    if asked.json:
        write_json(found, asked.json)
    missed = [figure for figure in found if figure.holds is False]
    return 1 if missed and asked.strict else 0


def _measured(place: Theatre, parts: Sequence[str], *, full: bool) -> Iterator[Figure]:
    if "matching" in parts:
        yield from matching.figures(place, full=full)
    if "suppliers" in parts:
        yield from suppliers.figures(place, full=full)
    if "tiles" in parts:
        yield from tiles.figures(place, full=full)
    if "import" in parts or "web" in parts:
        # The web is measured on what the import has brought in.
        stages = [place.new(database, "lists") for database in ("sqlite", "postgis")]
        imports = importing.figures(stages, place.folder)
        yield from imports if "import" in parts else list(imports)[:0]
        if "web" in parts:
            yield from web.figures(stages, importing.MANY)
    if "loop" in parts:
        yield from loop.figures(place, full=full)
    if "live" in parts:
        for database in ("sqlite", "postgis"):
            yield from live.figures(place.new(database, "live"), full=full)
    if "pages" in parts:
        yield from pages.figures(place)
    if "desk" in parts:
        yield from desk.figures(place)
    if "areas" in parts:
        yield from areas.figures(place)
    if "map" in parts:
        yield from map_frames.figures(place)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument(
        "--full",
        action="store_true",
        help="every part, with a million, and to the last",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON")
    parser.add_argument("--only", action="append", choices=PARTS, help="only this part")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a goal is missed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
