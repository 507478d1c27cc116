"""A race: people in processes of their own try for the same things, each in their own order."""

import multiprocessing
import random
import uuid
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from threading import Barrier

from sqlalchemy.exc import OperationalError

from connect.accounts import Account, account_by_id
from connect.app import create_app
from connect.foundation.config import Settings
from connect.foundation.database import db
from connect.foundation.errors import WrongState

# How an account tries for one thing; `WrongState` where somebody was faster. Not a lambda: it
# goes to other processes by its name.
Reach = Callable[[uuid.UUID, Account], object]
PATIENCE_S = 300


def race(
    settings: Settings,
    reach: Reach,
    account_ids: list[uuid.UUID],
    things: list[uuid.UUID],
    *,
    shared_out: bool = False,
) -> list[list[uuid.UUID]]:
    """What each account has won of all things, or of its share of them."""
    hands = len(account_ids)
    # One process that has imported everything gives birth to all of them.
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__, reach.__module__])
    with (
        processes.Manager() as manager,
        ProcessPoolExecutor(hands, processes) as pool,
    ):
        start = manager.Barrier(hands)
        running = [
            pool.submit(_try_for_all, settings, reach, account_id, share, start)
            for n, account_id in enumerate(account_ids)
            for share in [things[n::hands] if shared_out else list(things)]
        ]
        return [one.result(timeout=PATIENCE_S) for one in running]


def _try_for_all(
    settings: Settings,
    reach: Reach,
    account_id: uuid.UUID,
    things: list[uuid.UUID],
    start: Barrier,
) -> list[uuid.UUID]:
    random.Random(account_id.int).shuffle(things)
    app = create_app(settings)
    with app.test_request_context():
        account = account_by_id(account_id)  # connected before the start, so that all run at once
        assert account is not None
        db.session.rollback()
        start.wait(timeout=60)
        won = [thing for thing in things if _wins(reach, account, thing)]
        db.session.remove()
        db.engine.dispose()
    return won


def _wins(reach: Reach, account: Account, thing: uuid.UUID) -> bool:
    while True:
        try:
            reach(thing, account)
        except WrongState:
            return False
        except OperationalError:  # the queue for SQLite's one lock was too long: as a person would
            db.session.rollback()
        else:
            return True
