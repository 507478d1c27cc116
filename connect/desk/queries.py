"""Named reads of the desk."""

import uuid
from collections.abc import Collection, Iterable
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from connect.accounts import Account, AccountArea, Role, coordinates
from connect.desk.models import DeskCase, Note
from connect.foundation.database import db
from connect.help_requests import HelpRequest

MOST_COLLEAGUES = 50


class Holder(NamedTuple):
    """Whose case it is."""

    id: uuid.UUID
    name: str


def case_of(request_id: uuid.UUID) -> DeskCase | None:
    """What the desk has done about a request; None where nothing."""
    return db.session.get(DeskCase, request_id)


def has_somebody() -> sa.ColumnElement[bool]:
    """Whether a case is anybody's; of one who serves its area no more, as it is, it is not."""
    return coordinates(DeskCase.coordinator_id, HelpRequest.ward_code, HelpRequest.province_code)


def holders_of(request_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Holder]:
    """Whose these cases are, by request; nobody's are left out."""
    rows = db.session.execute(
        sa.select(DeskCase.request_id, Account.id, Account.name)
        .join(Account, Account.id == DeskCase.coordinator_id)
        .join(HelpRequest, HelpRequest.id == DeskCase.request_id)
        .where(DeskCase.request_id.in_(request_ids), has_somebody())
    )
    return {request_id: Holder(id_, name) for request_id, id_, name in rows}


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
    """Who coordinates one of these pairs of ward and province now, by name; of admins none."""
    areas = {code for place in places for code in place if code}
    found = db.session.scalars(
        sa.select(Account)
        .join(AccountArea, AccountArea.account_id == Account.id)
        .where(AccountArea.code.in_(areas), Account.role == Role.COORDINATOR)
        .options(
            joinedload(Account.suspension),
            joinedload(Account.second_factor),
            selectinload(Account.areas),
        )
        .order_by(Account.name, Account.id)
        .limit(MOST_COLLEAGUES)
    ).unique()
    return [one for one in found if one.has_desk]  # as whoever gives them a case is asked
