"""What goes with whoever asked: who reported for them, and the sheets that speak of them."""

import uuid
from typing import Any

import sqlalchemy as sa

from connect.accounts import account_by_id
from connect.foundation.database import changed, db, transaction
from connect.intake.models import Intake
from connect.intake.work_orders import forget_orders_of


def forget_intake(request_id: uuid.UUID) -> None:
    """Takes the reporter out of a request that is erased or forgotten, inside its transaction."""
    changed(
        sa.update(Intake)
        .where(Intake.request_id == request_id)
        .values(reporter_name="", reporter_phone=None)
    )
    forget_orders_of(request_id)


def erase(account_id: uuid.UUID) -> None:
    """Takes the account out of what it reported for others: that goes on without its reporter."""
    with transaction():
        account = account_by_id(account_id)
        if account is not None:
            changed(
                sa.update(Intake)
                .where(Intake.reporter_phone == account.phone)
                .values(reporter_name="", reporter_phone=None)
            )


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """When and by which way the account took requests down, oldest first."""
    taken = sa.select(Intake).where(Intake.taken_by_id == account_id).order_by(Intake.at)
    return [{"at": one.at.isoformat(), "way": one.way} for one in db.session.scalars(taken)]
