"""One claimant of the race, in a process of its own: it tries for all, in its own order."""

import random
import uuid
from threading import Barrier

from sqlalchemy.exc import OperationalError

from connect.accounts import account_by_id
from connect.app import create_app
from connect.foundation.config import Settings
from connect.foundation.database import db
from connect.foundation.errors import WrongState
from connect.help_requests import assignments


def try_for_all(
    settings: Settings, account_id: uuid.UUID, request_ids: list[uuid.UUID], start: Barrier
) -> list[uuid.UUID]:
    """The requests that this account has won."""
    random.Random(account_id.int).shuffle(request_ids)
    app = create_app(settings)
    with app.test_request_context():
        db.session.connection()  # connected before the start, so that all run at once
        db.session.rollback()
        start.wait(timeout=60)
        won = [request_id for request_id in request_ids if _wins(account_id, request_id)]
        db.session.remove()
        db.engine.dispose()
    return won


def _wins(account_id: uuid.UUID, request_id: uuid.UUID) -> bool:
    while True:
        try:
            account = account_by_id(account_id)
            assert account is not None
            assignments.claim(request_id, account)
        except WrongState:
            return False
        except OperationalError:  # the queue for SQLite's one lock was too long: as a person would
            db.session.rollback()
        else:
            return True
