"""Rows that came from elsewhere: which of ours a source id means."""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from connect.foundation.database import db
from connect.foundation.prepared import Among


def known_ids(table: sa.Table, source_ids: Iterable[str]) -> dict[str, uuid.UUID]:
    """Which rows of `table` these source ids mean; unknown ones are left out.

    By the column `source_id`; else by our own id, so that what was exported comes home.
    """
    wanted = list(source_ids)
    of_these = Among(table.c.source_id, "source_ids", wanted)
    found = db.session.execute(sa.select(table.c.source_id, table.c.id).where(of_these))
    known: dict[str, uuid.UUID] = {row.source_id: row.id for row in found}
    own = {id_: text for text in wanted if text not in known and (id_ := _own_id(text))}
    if own:
        of_ours = Among(table.c.id, "own", own)
        for id_ in db.session.scalars(sa.select(table.c.id).where(of_ours)):
            known[own[id_]] = id_
    return known


def _own_id(text: str) -> uuid.UUID | None:
    """An id as we write it; the same one written otherwise is somebody else's."""
    if len(text) != 36:
        return None
    try:
        id_ = uuid.UUID(text)
    except ValueError:
        return None
    return id_ if str(id_) == text else None
