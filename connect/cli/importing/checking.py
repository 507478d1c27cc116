"""Some rows at a time, checked: what is to be saved, what is here already, what is put aside."""

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from connect.cli.importing.digests import Digests, Said
from connect.cli.importing.mapping import ImportMap
from connect.cli.importing.rooms import Room
from connect.cli.importing.row import BadRow, BrokenFile, Row, SkippedRow

ROWS_AT_ONCE = 4000
# Two are being saved, and one waits for them.
NOT_SAVED_YET = 3


class Ready(NamedTuple):
    """A row that can be saved, with what it says as one number where it bears an id."""

    row: Row
    source_id: str
    details: Any
    digest: int | None


@dataclass
class Chunk:
    """Some rows, checked. `unchanged` are here already, and say what they said.

    `line` is where the last whole one of them begins, 0 where none is whole; `left_out` counts what
    rows came without, from the beginning of the file. `repeats` says that a row bears an id which
    stands in a chunk shortly before, too.
    """

    line: int
    read: int = 0
    skipped: int = 0
    unchanged: int = 0
    ready: list[Ready] = field(default_factory=list)
    rejected: list[tuple[Row, str]] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    left_out: Mapping[str, int] = field(default_factory=dict)
    repeats: bool = False


def chunks(
    rows: Iterator[Row], room: Room, given: ImportMap, categories: Collection[str], *, anew: bool
) -> Iterator[Chunk]:
    """The rows, checked, a chunk at a time; a file that breaks off gives what came before.

    With `anew` the rows that say what they said are read again, too. A chunk may be asked for while
    the three before it are not saved yet.
    """
    read = partial(room.read, given=given, categories=categories)
    digests = Digests(given, categories) if room.digests else None
    unsaved: deque[set[str]] = deque(maxlen=NOT_SAVED_YET)
    while True:
        taken: list[Row] = []
        broken = None
        try:
            for row in islice(rows, ROWS_AT_ONCE):
                taken.append(row)
        except BrokenFile as error:
            broken = error
        if taken:
            known = room.digests if not anew else None
            chunk = _checked(taken, read, digests, known, set().union(*unsaved))
            prepared = room.prepare([one.details for one in chunk.ready])
            pairs = zip(chunk.ready, prepared, strict=True)
            chunk.ready = [one._replace(details=details) for one, details in pairs]
            chunk.left_out = given.left_out
            ids = {one.source_id for one in chunk.ready}
            chunk.repeats = not all(map(ids.isdisjoint, unsaved))
            unsaved.append(ids)
            yield chunk
        if broken:
            raise broken
        if not taken:
            return


def _checked(
    rows: Sequence[Row],
    read: Callable[[Mapping[str, Any]], Any],
    digests: Digests | None,
    known_digests: Callable[[Sequence[str]], Mapping[str, int]] | None,
    unsaved: set[str],
) -> Chunk:
    chunk = Chunk(max((row.line for row in rows if not row.problem), default=0), len(rows))
    said = [digests.of(row.fields) if digests and not row.problem else None for row in rows]
    known: Mapping[str, int] = {}
    if known_digests is not None:
        known = known_digests([one.source_id for one in said if one])
    # Of rows with one id the last counts: once one of them says something else, all are read. So
    # are those of the chunks before, since what the database tells of them may be old.
    changed = set(unsaved)
    for row, one in zip(rows, said, strict=True):
        if one and one.source_id not in changed and known.get(one.source_id) == one.digest:
            chunk.unchanged += 1
            continue
        if one:
            changed.add(one.source_id)
        _check(row, one, chunk, read)
    return chunk


def _check(
    row: Row, said: Said | None, chunk: Chunk, read: Callable[[Mapping[str, Any]], Any]
) -> None:
    if row.problem:
        chunk.rejected.append((row, row.problem))
        return
    try:
        source_id, details = read(row.fields)
    except SkippedRow as why:
        chunk.skipped += 1
        chunk.notes.update([str(why)] if str(why) else ())
    except BadRow as error:
        chunk.rejected.append((row, str(error)))
    except Exception as error:
        # A mistake of ours, which one row has brought to light, must not cost all the others.
        chunk.rejected.append((row, f"this row cannot be read ({type(error).__name__})"))
    else:
        chunk.ready.append(Ready(row, source_id, details, said.digest if said else None))
