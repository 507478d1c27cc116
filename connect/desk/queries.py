"""Named reads of the desk."""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from connect.accounts import Account, AccountArea, Role
from connect.desk.models import DeskCase, Note
from connect.foundation.database import db

MOST_COLLEAGUES = 50


def case_of(request_id: uuid.UUID) -> DeskCase | None:
    """What the desk has done about a request; None where nothing."""
    return db.session.get(DeskCase, request_id)


def notes_on(request_id: uuid.UUID) -> list[tuple[Note, str]]:
    """The notes on a request, the newest first, each with the name of who wrote it."""
    rows = db.session.execute(
        sa.select(Note, sa.func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == Note.author_id)
        .where(Note.request_id == request_id)
        .order_by(Note.at.desc(), Note.id)
    )
    return [(note, name) for note, name in rows]


def colleagues_in(places: Iterable[tuple[str | None, str | None]]) -> list[Account]:
    """Who coordinates one of these pairs of ward and province, by name; of admins none."""
    areas = {code for place in places for code in place if code}
    return list(
        db.session.scalars(
            sa.select(Account)
            .join(AccountArea, AccountArea.account_id == Account.id)
            .where(AccountArea.code.in_(areas), Account.role == Role.COORDINATOR)
            .order_by(Account.name, Account.id)
            .limit(MOST_COLLEAGUES)
        ).unique()
    )
