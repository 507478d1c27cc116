"""What the people of an entry have changed, its owner above all: an import brings only the rest."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import AnyRow, db, table_of
from connect.foundation.prepared import Among
from connect.responders import queries
from connect.responders.models import RemovedSource, Responder

_responder = table_of(Responder)
# Goods that came along by a merge are kept too, until it is taken back.
MERGED_GOODS = "merged_goods"
# The columns of a field that is kept; any other field is the column of its name.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "point": ("lat", "lon"),
    "name": ("name", "name_folded"),
    "opening_hours": ("opening_hours", "hours_open", "hours_change_at"),
    "goods": ("stock_updated_at",),
    MERGED_GOODS: ("stock_updated_at",),
    "categories": (),
}
# Where a shop is and how that place is called are told together.
_TOGETHER = {"point", "address"}
_REMOVED = sa.select(RemovedSource.source_id).where(Among(RemovedSource.source_id, "source_ids"))
_HELD = sa.select(_responder).where(
    Among(_responder.c.id, "ids"),
    sa.or_(
        _responder.c.edited.is_not(None),
        _responder.c.merged_into_id.is_not(None),
        sa.and_(_responder.c.owner_id.is_(None), _responder.c.source_id.is_(None)),
    ),
)


class Held(NamedTuple):
    """What an import leaves alone: `gone` source ids altogether, of `edited` rows some fields."""

    gone: set[str]
    edited: dict[uuid.UUID, AnyRow]

    def those_with(self, field: str) -> set[uuid.UUID]:
        """The entries whose people have told this field themselves."""
        names = {field, f"merged_{field}"}
        return {id_ for id_, row in self.edited.items() if names & set(row.edited.split())}

    def restore(self, said: dict[str, Any]) -> None:
        """Puts what was edited in place of what the source says, in the values of a row."""
        row = self.edited.get(said["id"])
        for field in row.edited.split() if row else ():
            for column in _COLUMNS.get(field, (field,)):
                said[column] = getattr(row, column)


def held(known: Mapping[str, uuid.UUID], source_ids: Collection[str]) -> Held:
    """What stays as it is of the entries that these source ids mean: removed, merged, edited."""
    gone = set(db.session.scalars(_REMOVED, {"source_ids": list(source_ids)}))
    rows = {row.id: row for row in db.session.execute(_HELD, {"ids": list(known.values())})}
    away = {
        id_
        for id_, row in rows.items()
        if row.merged_into_id is not None or (row.owner_id is None and row.source_id is None)
    }
    gone.update(source_id for source_id, id_ in known.items() if id_ in away)
    return Held(gone, {id_: row for id_, row in rows.items() if id_ not in away})


def keep(responder: Responder, fields: Iterable[str]) -> None:
    """From now on these fields (names as in `ResponderDetails`) are not the source's any more."""
    told = set(fields)
    if told & _TOGETHER:
        told |= _TOGETHER
    if told:
        responder.edited = " ".join(sorted(told.union((responder.edited or "").split())))


def let_go(responder: Responder, field: str) -> None:
    """The other way round: this field is its source's again."""
    left = set((responder.edited or "").split()) - {field}
    responder.edited = " ".join(sorted(left)) or None


def leave_no_number(responder: Responder, phone: str) -> None:
    """Takes the number of who leaves out, for good, inside a transaction.

    Also of the entries that were merged into this one.
    """
    for entry in (responder, *queries.merged_into([responder.id])):
        if entry.phone == phone:
            entry.phone = None
            keep(entry, ["phone"])


def let_stay_away(gone: Iterable[Responder]) -> None:
    """The sources of these entries are not imported any more, inside a transaction."""
    for responder in gone:
        if responder.source_id is not None:
            db.session.merge(RemovedSource(source_id=responder.source_id, removed_at=utcnow()))
