"""What a person wrote: theirs to take away, and to have erased."""

import uuid
from typing import Any

import sqlalchemy as sa

from connect.accounts import account_by_id
from connect.conversations.models import Message
from connect.foundation.database import db, transaction
from connect.help_requests import requests_of


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Every message that the account has written, oldest first."""
    written = db.session.scalars(
        sa.select(Message).where(_written_by(account_id)).order_by(Message.at, Message.id)
    )
    return [
        {"request_id": str(one.request_id), "body": one.body, "at": one.at.isoformat()}
        for one in written
    ]


def words_on(request_id: uuid.UUID) -> list[dict[str, Any]]:
    """What the requester of one request has written on it, oldest first."""
    written = sa.select(Message).where(Message.request_id == request_id, Message.from_requester)
    return [
        {"body": one.body, "at": one.at.isoformat()}
        for one in db.session.scalars(written.order_by(Message.at, Message.id))
    ]


def erase(account_id: uuid.UUID) -> None:
    """Takes the words out; that something was written stays, for whom it was written to."""
    with transaction():
        db.session.execute(
            sa.update(Message)
            .where(_written_by(account_id))
            .values(body="", author_id=None)
            .execution_options(synchronize_session=False)
        )


def erase_words_on(request_id: uuid.UUID) -> None:
    """Takes out what the requester has written on one request, which is being erased."""
    with transaction():
        db.session.execute(
            sa.update(Message)
            .where(Message.request_id == request_id, Message.from_requester)
            .values(body="", author_id=None)
            .execution_options(synchronize_session=False)
        )


def _written_by(account_id: uuid.UUID) -> sa.ColumnElement[bool]:
    account = account_by_id(account_id)
    own = [one.id for one in requests_of(account_id) if account and one.is_of(account)]
    # By the manage link of their own request, without signing in.
    by_link = sa.and_(
        Message.from_requester, Message.author_id.is_(None), Message.request_id.in_(own)
    )
    return sa.or_(Message.author_id == account_id, by_link)
