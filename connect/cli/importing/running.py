"""An import under way: rows are checked, saved in chunks, counted; bad ones are put aside."""

import gc
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError

from connect import maps, responders
from connect.cli.importing.abreast import abreast
from connect.cli.importing.ahead import ahead
from connect.cli.importing.checking import Chunk, Ready, chunks
from connect.cli.importing.map_files import load_map
from connect.cli.importing.mapping import ImportMap, own_map
from connect.cli.importing.reading import OpenFile, open_rows
from connect.cli.importing.rejects import Rejects
from connect.cli.importing.rooms import Room
from connect.cli.importing.row import BrokenFile, Row

MANY_ROWS = 1000
SHOWN_EVERY_S = 0.5
OPENSTREETMAP = "overpass"
UNCHANGED = "of the updated say what they said before, and were left as they are"


@dataclass
class Tally:
    """How many rows were read, and what became of them."""

    read: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    rejected: int = 0

    def __str__(self) -> str:
        """`read 5 created 3 updated 1 skipped 0 rejected 1`, for people and programs alike."""
        return " ".join(f"{name} {number}" for name, number in vars(self).items())


@dataclass
class Outcome:
    """What has become of the rows of a chunk that could be saved."""

    created: int = 0
    updated: int = 0
    notes: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[Row, str]] = field(default_factory=list)


class Import:
    """One file on its way into the database. `show` is told of progress, twice a second at most.

    Rows that say what they said the last time are left as they are, unless all are read `anew`.
    `tally`, `rejects` and `notes` hold what has become of it, whether or not it came to its end,
    and `line` where the last whole row begins that was read.
    """

    def __init__(
        self,
        path: Path,
        room: Room,
        map_name: str | None,
        *,
        dry_run: bool,
        anew: bool,
        show: Callable[[Tally], None],
    ) -> None:
        self.tally = Tally()
        self.rejects: Rejects | None = None
        self.notes: Counter[str] = Counter()
        self.line = 0
        self._path = path
        self._room = room
        self._map_name = map_name
        self._dry_run = dry_run
        self._anew = anew
        self._show = show
        self._left_out: Mapping[str, int] = {}

    def run(self) -> None:
        """Imports the file. Whatever it raises, the rows counted so far are saved.

        Raises `BrokenFile`, `WrongMap`, `OSError`, and `OperationalError` when the database cannot
        be written to.
        """
        known = frozenset(category.code for category in responders.categories())
        with open_rows(self._path) as file, undisturbed():
            rows, given = self._map_for(file, known)
            self.rejects = Rejects(self._path, file.columns or ())
            checked = chunks(rows, self._room, given, known, anew=self._anew)
            try:
                with closing(self.rejects), ahead(checked, _much_to_save) as made:
                    self._save_all(made)
            finally:
                self.notes.update(self._left_out)
                self._settle()

    def _settle(self) -> None:
        changed = self.tally.created + self.tally.updated - self.notes[UNCHANGED]
        if not self._dry_run and changed >= MANY_ROWS:
            self._room.settle()
            maps.settle()

    def _map_for(self, file: OpenFile, known: Collection[str]) -> tuple[Iterator[Row], ImportMap]:
        if self._map_name is not None:
            given = load_map(self._map_name, self._room.rows, known)
        else:
            given = own_map(self._room.rows, file.columns)
        if file.columns is None:
            first = next(file.rows, None)
            if first is None:
                return file.rows, given
            of_osm = "@id" in first.fields and "categories" not in first.fields
            if of_osm and self._map_name is None and self._room.rows == "responders":
                given = load_map(OPENSTREETMAP, "responders", known)
            return chain((first,), file.rows), given
        missing = sorted(given.needs - set(file.columns))
        if missing:
            raise BrokenFile(
                f"these columns are missing: {', '.join(missing)}. The file has: "
                f"{', '.join(file.columns)[:500]}. For a file with other columns use --map"
            )
        return file.rows, given

    def _save_all(self, checked: Iterator[Chunk]) -> None:
        shown = time.monotonic()
        for chunk, outcome in abreast(checked, self._outcome, attrgetter("repeats")):
            self.line = chunk.line or self.line
            self.tally.read += chunk.read
            self.tally.skipped += chunk.skipped
            self.tally.created += outcome.created
            self.tally.updated += outcome.updated + chunk.unchanged
            self.notes.update(chunk.notes + outcome.notes)
            self.notes[UNCHANGED] += chunk.unchanged
            self._left_out = chunk.left_out
            for row, reason in chain(chunk.rejected, outcome.refused):
                self._reject(row, reason)
            if time.monotonic() - shown >= SHOWN_EVERY_S:
                shown = time.monotonic()
                self._show(self.tally)

    def _outcome(self, chunk: Chunk) -> Outcome:
        outcome = Outcome()
        self._save(chunk.ready, outcome)
        chunk.ready = []  # it may wait for those before it, and need not hold what is saved
        return outcome

    def _save(self, ready: Sequence[Ready], outcome: Outcome) -> None:
        if not ready:
            return
        rows = [(one.source_id, one.details) for one in ready]
        if self._dry_run:
            updated = len(rows) - len(set(dict(rows)) - self._room.known(list(dict(rows))))
            created = len(rows) - updated
        else:
            try:
                digests = {one.source_id: one.digest for one in ready}
                created, updated, notes = self._room.save(rows, digests)
            except (IntegrityError, DataError):
                # One row of them, or somebody else saving the same: the halves find out which.
                if len(ready) == 1:
                    outcome.refused.append((ready[0].row, "the database refuses this row"))
                    return
                self._save(ready[: len(ready) // 2], outcome)
                self._save(ready[len(ready) // 2 :], outcome)
                return
            outcome.notes.update(notes)
        outcome.created += created
        outcome.updated += updated

    def _reject(self, row: Row, reason: str) -> None:
        self.tally.rejected += 1
        if self.rejects is not None:
            self.rejects.add(row, reason)


def _much_to_save(chunk: Chunk) -> bool:
    return len(chunk.ready) >= MANY_ROWS


@contextmanager
def undisturbed() -> Iterator[None]:
    """Python looks rarely for cycles: rows have none, and looking through all it has is slow.

    What `wsgi.py` has frozen stays so: to look through that costs half a second when this ends.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
