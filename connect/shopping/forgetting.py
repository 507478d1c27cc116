"""What goes with a request that is erased, and what goes with time."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.help_requests import ENDED, HelpRequest, Status, helper_of
from connect.shopping import access, queries, withdrawals
from connect.shopping.models import ShoppingList, Trip, Withdrawal

KEPT = timedelta(days=30)


def forget_list_on(request_id: uuid.UUID) -> None:
    """Removes all of one request that is being erased.

    Whether it counts as taken back is kept without the phone: erasing is no way around that.
    """
    with transaction():
        request = db.session.get_one(HelpRequest, request_id)
        going = helper_of(request) if request.status == Status.CLAIMED else None
        taken_back = going is not None or queries.is_withdrawn(request, utcnow())
        if request.phone is not None and access.shopping_missing(request) and taken_back:
            at = utcnow() if going else request.status_at
            db.session.add(Withdrawal(phone_key=queries.phone_key(request.phone), at=at))
        _remove([request_id])


def forget_old_lists(now: datetime) -> int:
    """Removes lists, trips and receipts of what has been over for thirty days; how many."""
    with transaction():
        changed(sa.delete(Withdrawal).where(Withdrawal.at <= now - withdrawals.SPAN))
        over = sa.and_(HelpRequest.status.in_(ENDED), HelpRequest.status_at <= now - KEPT)
        old = {
            id_
            for table in (ShoppingList, Trip)
            for id_ in db.session.scalars(
                sa.select(table.request_id)
                .join(HelpRequest, HelpRequest.id == table.request_id)
                .where(over)
            )
        }
        _remove(old)
    return len(old)


def _remove(request_ids: Iterable[uuid.UUID]) -> None:
    # Lines go with their list, receipts with their trip.
    ids = list(request_ids)
    changed(sa.delete(ShoppingList).where(ShoppingList.request_id.in_(ids)))
    changed(sa.delete(Trip).where(Trip.request_id.in_(ids)))
