"""One person of the race, in a process of their own: they reach for each, in their own order."""

import random
import uuid
from threading import Barrier

from sqlalchemy.exc import OperationalError

from connect.accounts import account_by_id
from connect.app import create_app
from connect.foundation.config import Settings
from connect.foundation.database import db
from connect.foundation.errors import WrongState
from connect.giving import taking


def reach_for(
    settings: Settings, account_id: uuid.UUID, gift_ids: list[uuid.UUID], start: Barrier
) -> list[uuid.UUID]:
    """The gifts of which something is kept for this account."""
    random.Random(account_id.int).shuffle(gift_ids)
    app = create_app(settings)
    with app.test_request_context():
        db.session.connection()  # connected before the start, so that all run at once
        db.session.rollback()
        start.wait(timeout=60)
        won = [gift_id for gift_id in gift_ids if _wins(account_id, gift_id)]
        db.session.remove()
        db.engine.dispose()
    return won


def _wins(account_id: uuid.UUID, gift_id: uuid.UUID) -> bool:
    while True:
        try:
            taking.reserve(gift_id, 1, account_by_id(account_id))
        except WrongState:
            return False
        except OperationalError:  # the queue for SQLite's one lock was too long: as a person would
            db.session.rollback()
        else:
            return True
