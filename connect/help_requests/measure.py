"""How much an account may take on: at once, and in a day, by how far it is trusted.

Every claim shows a number and a door: nobody needs more of them than they can help.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from connect import responders
from connect.accounts import Account
from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.foundation.errors import TooOften, WrongState
from connect.help_requests import cases
from connect.help_requests.lifecycle import ACTIVE, LAPSED, AssignmentState, Status
from connect.help_requests.models import Assignment, HelpRequest
from connect.responders import Tier

AT_ONCE = {Tier.NEW: 0, Tier.VERIFIED: 3, Tier.VOUCHED: 10}
DOORS_A_DAY = {Tier.NEW: 0, Tier.VERIFIED: 30, Tier.VOUCHED: 60}
LET_GO_A_DAY = 10
# Who has let so many cases lapse without a word goes for one at a time.
MISSED, MISSED_WITHIN, AFTER_MISSING = 3, timedelta(days=30), 1


def check_day(account: Account) -> None:
    """Raises `TooOften` for who was shown as many doors today as they may be, or let many go."""
    if not current_app.config["CONNECT"].limits:
        return
    today = cases.claims_since(account.id, utcnow() - timedelta(days=1))
    too_many = today.let_go >= LET_GO_A_DAY
    if today.taken >= DOORS_A_DAY[Tier.VERIFIED]:
        too_many = too_many or today.taken >= DOORS_A_DAY[responders.tier_of(account)]
    if too_many:
        raise TooOften(_("You have taken many requests today. Please go on tomorrow."))


def check_room(account: Account) -> None:
    """Raises `WrongState` for who carries as many cases as they may.

    Inside a transaction that holds the account (`responders.hold_membership`): whoever claims with
    many hands at once is counted one after the other.
    """
    carried = _count(Assignment.account_id == account.id, Assignment.state.in_(ACTIVE))
    if not carried:
        return
    most = at_once(account)
    if carried < most:
        return
    if most == AFTER_MISSING:
        why = _(
            "More than once we heard nothing from you after you took a request. For now you go "
            "for one at a time: bring it first, or talk to a coordinator."
        )
    elif most < AT_ONCE[Tier.VOUCHED]:
        why = _(
            "You carry %(num)s requests already. Bring one of them first, or ask a coordinator "
            "of your ward to vouch for you: then you may carry more.",
            num=carried,
        )
    else:
        why = _("You carry %(num)s requests already. Bring one of them first.", num=carried)
    raise WrongState(why)


def at_once(account: Account) -> int:
    """How many cases an account may carry at once."""
    if count_missed(account) >= MISSED:
        return AFTER_MISSING
    return AT_ONCE[responders.tier_of(account)]


def count_missed(account: Account) -> int:
    """How many cases of an account have lapsed that still count against it.

    Not what was before the last thing that it brought and that has arrived, nor before somebody
    vouched for it (again); and nothing for longer than thirty days.
    """
    since = [utcnow() - MISSED_WITHIN, responders.vouched_since(account.id), _last_brought(account)]
    return _count(
        Assignment.account_id == account.id,
        Assignment.state == AssignmentState.RELEASED,
        Assignment.reason == LAPSED,
        Assignment.ended_at > max(moment for moment in since if moment),
    )


def _last_brought(account: Account) -> datetime | None:
    return db.session.scalar(
        sa.select(sa.func.max(Assignment.ended_at))
        .join(HelpRequest, HelpRequest.id == Assignment.request_id)
        .where(
            Assignment.account_id == account.id,
            Assignment.state == AssignmentState.DELIVERED,
            HelpRequest.status == Status.FULFILLED,
        )
    )


def _count(*conditions: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count(Assignment.id)).where(*conditions)) or 0
