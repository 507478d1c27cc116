"""What a person wrote and what they were thanked for: theirs to take away, and to have erased."""

import base64
import uuid
from typing import Any

import sqlalchemy as sa

from connect.accounts import account_by_id
from connect.diary import queries, service
from connect.diary.models import Entry
from connect.foundation.database import db
from connect.help_requests import requests_of


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Every note of the account with its picture (JPEG, base64), and the notes that thank it."""
    written = Entry.request_id.in_(_own_requests(account_id))
    mine = sa.or_(Entry.author_id == account_id, written)
    asked = sa.select(Entry).where(sa.or_(mine, Entry.helper_id == account_id))
    entries = db.session.scalars(asked.order_by(Entry.written_at, Entry.id)).all()
    own = set(db.session.scalars(sa.select(Entry.id).where(mine)))
    return [_as_held(one, own=one.id in own) for one in entries]


def thanks_on(request_id: uuid.UUID) -> dict[str, Any] | None:
    """The thanks of one request with their picture, for whoever asked."""
    entry = queries.entry_of(request_id)
    return _as_held(entry, own=True) if entry else None


def _as_held(entry: Entry, *, own: bool) -> dict[str, Any]:
    photo = queries.photo_of(entry.id) if own and entry.has_photo else None
    return {
        "request_id": str(entry.request_id),
        "role": "author" if own else "thanked",
        "state": entry.state,
        "text": entry.text,
        "given": entry.given,
        "written_at": entry.written_at.isoformat(),
        "photo": base64.b64encode(photo).decode() if photo else None,
    }


def erase(account_id: uuid.UUID) -> None:
    """Removes what the account has written, and its name from what others have written.

    The thanks of its own requests went with these: who thanks locks the request first, too.
    """
    service.forget_thanks_of(account_id)
    service.part_from(account_id)


def _own_requests(account_id: uuid.UUID) -> list[uuid.UUID]:
    account = account_by_id(account_id)
    return [one.id for one in requests_of(account_id) if account and one.is_of(account)]
