"""What goes with a request that is erased, and what goes with time."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.help_requests import ENDED, HelpRequest, Status, helper_of, requests_to_change
from connect.shopping import access, queries, withdrawals
from connect.shopping.models import ShoppingList, Trip, Withdrawal

KEPT = timedelta(days=30)
AT_ONCE = 500


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
    """Removes lists, trips and receipts of what has been over for thirty days; how many.

    At most 500 at once.
    """
    with transaction():
        changed(sa.delete(Withdrawal).where(Withdrawal.at <= now - withdrawals.SPAN))
        due = queries.ids_over(now - KEPT, AT_ONCE)
        # Before they were locked, somebody may have opened one again.
        old = [
            one.id
            for one in requests_to_change(due)
            if one.status in ENDED and one.status_at <= now - KEPT
        ]
        _remove(old)
    return len(old)


def _remove(request_ids: Iterable[uuid.UUID]) -> None:
    # Lines go with their list, receipts with their trip.
    ids = list(request_ids)
    changed(sa.delete(ShoppingList).where(ShoppingList.request_id.in_(ids)))
    changed(sa.delete(Trip).where(Trip.request_id.in_(ids)))
