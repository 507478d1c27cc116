"""Named reads of the intake."""

import uuid
from collections.abc import Collection

import sqlalchemy as sa

from connect.accounts import Account
from connect.foundation import security
from connect.foundation.database import db
from connect.geo import Point, distance_m
from connect.help_requests import ENDED, Assignment, HelpRequest, nearby
from connect.intake.models import Intake, PaperForm, WorkOrder

# Next door; and how far the cells around are looked through, of which so many.
NEAR_M, AROUND_M, LOOKED_AT = 60.0, 750.0, 100
SHOWN = 5
SHEET, ORDER = "paper-form", "work-order"


def under_way_of(phones: Collection[str], account: Account) -> list[HelpRequest]:
    """What is asked for and not over yet under one of these numbers, by whoever reported it, too.

    The newest first, and only what the account coordinates.
    """
    reported = sa.select(Intake.request_id).where(Intake.reporter_phone.in_(phones))
    found: dict[uuid.UUID, HelpRequest] = {}
    for part in (HelpRequest.phone.in_(phones), HelpRequest.id.in_(reported)):  # each by its index
        found |= {
            one.id: one
            for one in db.session.scalars(
                sa.select(HelpRequest)
                .where(part, HelpRequest.status.not_in(ENDED))
                .order_by(HelpRequest.created_at.desc())
                .limit(LOOKED_AT)
            )
        }
    return _own(sorted(found.values(), key=lambda one: one.created_at, reverse=True), account)


def next_door_to(point: Point, account: Account) -> list[HelpRequest]:
    """Open requests within sixty metres of a door, the nearest first."""
    around = nearby(point, limit=LOOKED_AT, within_m=AROUND_M)
    ids = [uuid.UUID(one.card["id"]) for one in around]
    near = [
        one
        for one in db.session.scalars(sa.select(HelpRequest).where(HelpRequest.id.in_(ids)))
        if distance_m(point, one.point) <= NEAR_M
    ]
    return _own(sorted(near, key=lambda one: distance_m(point, one.point)), account)


def _own(found: list[HelpRequest], account: Account) -> list[HelpRequest]:
    return [one for one in found if account.serves(one.ward_code, one.province_code)][:SHOWN]


def intake_of(request_id: uuid.UUID) -> Intake | None:
    """Who took a request down; None for one that nobody else wrote."""
    return db.session.get(Intake, request_id)


def numbers_on(request: HelpRequest) -> set[str]:
    """The numbers that stand on the sheet of a request: its own, and of who reported it."""
    taken = intake_of(request.id)
    reported = taken.reporter_phone if taken else None
    return {one for one in (request.phone, reported) if one}


def sheet_to_use(number: int) -> PaperForm | None:
    """A sheet as it stands, kept from everyone else until the transaction ends."""
    return db.session.get(PaperForm, number, with_for_update=True, populate_existing=True)


def sheet_by_token(token: str) -> PaperForm | None:
    """The sheet whose QR code holds this token."""
    hashed = security.keyed_hash(SHEET, token)
    return db.session.scalar(sa.select(PaperForm).where(PaperForm.token_hash == hashed))


def order_by_token(token: str) -> WorkOrder | None:
    """The work order whose QR code holds this token."""
    hashed = security.keyed_hash(ORDER, token)
    return db.session.scalar(sa.select(WorkOrder).where(WorkOrder.token_hash == hashed))


def assignments_of(request_id: uuid.UUID) -> sa.Select[uuid.UUID]:
    """Selects the assignments of a request, of which some have a work order."""
    return sa.select(Assignment.id).where(Assignment.request_id == request_id)
