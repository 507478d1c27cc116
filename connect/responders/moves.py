"""How often in a day an account may say where it is and how far it goes.

Being asked, or not, tells a little of where a request is. Moving often would tell it exactly, and
a new responder, or one that goes farther, is a move as good as any.
"""

import uuid
from contextlib import suppress
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from connect.foundation.database import db
from connect.foundation.errors import Invalid
from connect.responders.models import PlaceMoves

MOVES_A_DAY = 3


def count_move(account_id: uuid.UUID, now: datetime) -> None:
    """One more move of an account, inside a transaction. Raises `Invalid` after three a day.

    It is the account that moves: taking a responder out gives no move back.
    """
    moves = _moves_to_change(account_id, now)
    if moves.day != now.date():
        moves.day, moves.count = now.date(), 0
    if moves.count >= MOVES_A_DAY:
        raise Invalid(
            {"location": [_("You can change where and how far three times a day. Try tomorrow.")]}
        )
    moves.count += 1


def _moves_to_change(account_id: uuid.UUID, now: datetime) -> PlaceMoves:
    if db.session.get(PlaceMoves, account_id) is None:
        with suppress(IntegrityError), db.session.begin_nested():  # or somebody just has
            db.session.add(PlaceMoves(account_id=account_id, day=now.date(), count=0))
    return db.session.get_one(PlaceMoves, account_id, with_for_update=True, populate_existing=True)
