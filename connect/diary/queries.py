"""Named reads of the diary."""

import uuid
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from connect import geo
from connect.accounts import Account, phones_apart
from connect.diary.models import Entry, Photo
from connect.diary.states import State
from connect.foundation.database import db, reading, table_of
from connect.help_requests import Assignment, AssignmentState, HelpRequest
from connect.responders import acted_for

_entry = table_of(Entry)
_photo = table_of(Photo)
_SHOWN = sa.select(
    _entry.c.id,
    _entry.c.text,
    _entry.c.given,
    _entry.c.ward_code,
    _entry.c.province_code,
    _entry.c.author_name,
    _entry.c.helper_name,
    _photo.c.width,
    _photo.c.height,
    _entry.c.shown_at,
).select_from(_entry.outerjoin(_photo, _photo.c.entry_id == _entry.c.id))
_SHOWN = _SHOWN.where(_entry.c.state == State.SHOWN)
_NEWEST_FIRST = (_entry.c.shown_at.desc(), _entry.c.id.desc())


class Shown(NamedTuple):
    """What everybody may read of a note. Sizes of the picture in pixels, None without one."""

    id: uuid.UUID
    text: str
    given: list[dict[str, Any]]
    ward_code: str | None
    province_code: str | None
    author_name: str
    helper_name: str
    width: int | None
    height: int | None
    shown_at: datetime


def shown(
    *,
    limit: int,
    province_code: str | None = None,
    before: tuple[datetime, uuid.UUID] | None = None,
) -> list[Shown]:
    """What is shown, newest first, of one province or of all."""
    asked = _SHOWN.order_by(*_NEWEST_FIRST).limit(limit)
    if province_code is not None:
        asked = asked.where(_entry.c.province_code == province_code)
    if before is not None:
        last = sa.tuple_(*map(sa.literal, before))
        asked = asked.where(sa.tuple_(_entry.c.shown_at, _entry.c.id) < last)
    with reading() as connection:
        return [Shown._make(row) for row in connection.execute(asked)]


def shown_entry(entry_id: uuid.UUID) -> Shown | None:
    """One of them, or None for what is not shown."""
    with reading() as connection:
        row = connection.execute(_SHOWN.where(_entry.c.id == entry_id)).one_or_none()
    seen = without_apart([Shown._make(row)] if row else [])
    return seen[0] if seen else None


def without_apart(found: list[Shown]) -> list[Shown]:
    """Of what is shown that by and about people whom who is looking may meet."""
    apart = phones_apart()
    if not apart or not found:
        return found
    theirs = sa.select(Account.id).where(Account.phone.in_(apart))
    hidden = sa.select(Entry.id).where(
        Entry.id.in_([one.id for one in found]),
        sa.or_(
            Entry.author_id.in_(theirs),
            Entry.helper_id.in_(theirs),
            sa.exists().where(HelpRequest.id == Entry.request_id, HelpRequest.phone.in_(apart)),
        ),
    )
    ids = set(db.session.scalars(hidden))
    return [one for one in found if one.id not in ids]


def entry_by_id(entry_id: uuid.UUID) -> Entry | None:
    """A note in any state."""
    return db.session.get(Entry, entry_id)


def entry_to_change(entry_id: uuid.UUID) -> Entry | None:
    """A note as it is now, kept from everyone else until the transaction ends."""
    return db.session.get(Entry, entry_id, with_for_update=True, populate_existing=True)


def entry_of(request_id: uuid.UUID) -> Entry | None:
    """The note on a request, in any state."""
    return db.session.scalar(sa.select(Entry).where(Entry.request_id == request_id))


def photo_of(entry_id: uuid.UUID) -> bytes | None:
    """The picture of a note, JPEG."""
    return db.session.scalar(sa.select(Photo.jpeg).where(Photo.entry_id == entry_id))


def waiting_for(account: Account, limit: int) -> list[Entry]:
    """What waits for the word of an account; the oldest first."""
    asked = sa.select(Entry).where(Entry.state == State.WAITING, *_for_word_of(account))
    return list(db.session.scalars(asked.order_by(Entry.written_at, Entry.id).limit(limit)))


def shown_under(account: Account, limit: int) -> list[Entry]:
    """What was shown last of what an account may take down."""
    asked = sa.select(Entry).where(Entry.state == State.SHOWN, *_for_word_of(account))
    return list(db.session.scalars(asked.order_by(Entry.shown_at.desc(), Entry.id).limit(limit)))


def count_waiting_for(account: Account) -> int:
    """How many notes wait for the word of an account."""
    counted = sa.select(sa.func.count()).select_from(Entry)
    counted = counted.where(Entry.state == State.WAITING, *_for_word_of(account))
    return db.session.scalar(counted) or 0


def may_decide(account: Account, entry_id: uuid.UUID) -> bool:
    """Whether it is for this account to show or refuse a note."""
    asked = sa.select(Entry.id).where(
        Entry.id == entry_id, Entry.state != State.PRIVATE, *_for_word_of(account)
    )
    return db.session.scalar(asked) is not None


def _for_word_of(account: Account) -> list[sa.ColumnElement[bool]]:
    """What an account decides on: in its area, unless it wrote it, asked for it, or is thanked."""
    if not account.has_desk:
        return [sa.false()]
    asked_for = sa.select(HelpRequest.id).where(
        HelpRequest.id == Entry.request_id,
        sa.or_(HelpRequest.requester_id == account.id, HelpRequest.phone == account.phone),
    )
    brought = sa.select(Assignment.id).where(
        Assignment.request_id == Entry.request_id,
        Assignment.state == AssignmentState.DELIVERED,
        Assignment.responder_id.in_(acted_for(account.id)),
    )
    return [
        geo.in_areas(account.desk_areas, Entry.ward_code, Entry.province_code),
        Entry.author_id.is_distinct_from(account.id),
        Entry.helper_id.is_distinct_from(account.id),
        ~asked_for.exists(),
        ~brought.exists(),
    ]
