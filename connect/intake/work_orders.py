"""Use cases of the work order: printed for who goes, and answered by the code that it carries.

Whoever holds the sheet can say four things of one assignment, and read nothing that is not on it.
It ends with the assignment, or after two days.
"""

import uuid
from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from connect import help_requests
from connect.accounts import Account, account_by_id
from connect.foundation import audit, security
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import NotAllowed, NotFound, WrongState
from connect.help_requests import (
    Assignment,
    AssignmentState,
    HelpRequest,
    RequestItem,
    Standing,
    Status,
    View,
)
from connect.intake import queries
from connect.intake.models import WorkOrder

LIFE = timedelta(hours=48)
_GOES = frozenset((Standing.CLAIMANT,))


class Answer(StrEnum):
    """What the sheet can say."""

    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    IN_PART = "in_part"
    CANNOT = "cannot"


class Errand(NamedTuple):
    """What a work order is about. `helper` is who goes, as the requester reads it."""

    order: WorkOrder
    assignment: Assignment
    request: HelpRequest

    @property
    def helper(self) -> str:
        """Who goes, by name."""
        return help_requests.helper_name(self.assignment)

    @property
    def goes(self) -> bool:
        """Whether the sheet still says something: two days at most, and while they go."""
        return (
            self.order.expires_at > utcnow()
            and self.request.status == Status.CLAIMED
            and self.assignment.state in help_requests.ACTIVE
        )

    @property
    def has_delivered(self) -> bool:
        """Whether this assignment has brought it."""
        return self.assignment.state == AssignmentState.DELIVERED

    @property
    def brought(self) -> list[RequestItem]:
        """What this assignment has brought; nothing before, and nothing of what never arrived."""
        return [one for one in self.request.items if one.delivered_by_id == self.assignment.id]

    @property
    def missing(self) -> list[RequestItem]:
        """What nobody has brought yet."""
        return [one for one in self.request.items if one.delivered_by_id is None]


def print_order(view: View) -> tuple[Errand, str]:
    """A sheet for whoever goes for a request, with the token of its code; the one before is over.

    It shows who and where, so it is kept as a look of whoever prints. Raises `NotFound`,
    `NotAllowed` for who does not coordinate it, and `WrongState` where nobody goes.
    """
    account, now = view.account, utcnow()
    token = security.new_token()
    with transaction():
        request = help_requests.request_to_change(view.request.id)
        if request is None:
            raise NotFound
        if account is None or not account.serves(request.ward_code, request.province_code):
            raise NotAllowed
        assignment = help_requests.helper_of(request) if request.status == Status.CLAIMED else None
        if assignment is None:
            raise WrongState(_("Nobody goes for this one: there is nobody to give the sheet to."))
        changed(sa.delete(WorkOrder).where(WorkOrder.expires_at <= now))
        order = db.session.get(WorkOrder, assignment.id)
        if order is None:
            order = WorkOrder(assignment_id=assignment.id)
            db.session.add(order)
        order.token_hash = security.keyed_hash(queries.ORDER, token)
        order.printed_by_id, order.printed_at = account.id, now
        order.expires_at = now + LIFE
        audit.record(str(account.id), audit.REVEALED, request.id)
    return Errand(order, assignment, request), token


def errand_of(token: str) -> Errand | None:
    """What the work order with this token is about; None for one that is not known any more."""
    order = queries.order_by_token(token)
    assignment = db.session.get(Assignment, order.assignment_id) if order else None
    if order is None or assignment is None:
        return None
    return Errand(order, assignment, db.session.get_one(HelpRequest, assignment.request_id))


def answer(errand: Errand, said: Answer, items: Collection[uuid.UUID] = ()) -> None:
    """Says something of the assignment for who goes; in part, which `items` have arrived.

    Raises `WrongState` when it is over, and `Invalid` for items that are not missing, or none.
    """
    account = _who_goes(errand)
    request_id = errand.request.id
    if said == Answer.ON_THE_WAY:
        help_requests.set_out(request_id, account, _GOES)
    elif said in (Answer.DELIVERED, Answer.IN_PART):
        some = items if said == Answer.IN_PART else None
        help_requests.deliver(request_id, account, _GOES, some)
    else:
        help_requests.release(request_id, account, _GOES, "work order")


def forget_orders_of(request_id: uuid.UUID) -> None:
    """Ends the work orders of a request that is erased or forgotten, inside its transaction."""
    changed(
        sa.delete(WorkOrder).where(WorkOrder.assignment_id.in_(queries.assignments_of(request_id)))
    )


def _who_goes(errand: Errand) -> Account:
    account_id = errand.assignment.account_id
    account = account_by_id(account_id) if account_id else None
    if account is None or not errand.goes:
        raise WrongState(_("This sheet is over: somebody else has been asked, or it is done."))
    return account
