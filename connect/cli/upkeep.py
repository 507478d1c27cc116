"""`flask upkeep` and `flask worker`: what only time does, once or for as long as we run."""

import logging
import signal
import threading
import time
from functools import partial
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from connect.accounts import forget_expired, forget_old_suspensions
from connect.consents import forget_old_consents
from connect.conversations import forget_old_messages
from connect.diary import forget_old_thanks
from connect.foundation.audit_seals import seal_entries
from connect.foundation.caps import forget_old_counts
from connect.foundation.clock import utcnow
from connect.foundation.idempotency import forget_old_calls
from connect.giving import keep_gifts
from connect.help_requests import forget_old_contacts, keep_time
from connect.maps import count_changes
from connect.moderation import bring_up, forget_old_of_people, forget_seen
from connect.moderation import forget_old as forget_old_judgements
from connect.notifications import deliver_due, forget_old
from connect.responders import ask_after_stock, forget_unanswered, keep_hours, keep_orders
from connect.shopping import forget_old_lists
from connect.sms_intake import forget_old_sms
from connect.suppliers import (
    forget_expired_codes,
    forget_old_claims,
    forget_old_merges,
    forget_old_reports,
    seek_doubles,
)

PAUSE_S, UPKEEP_EVERY_S = 1.0, 30.0
log = logging.getLogger(__name__)


def keep_up() -> dict[str, int]:
    """Does all that is due now; how many of each. Doing it twice changes nothing more."""
    now = utcnow()
    return {
        **keep_time(now),
        **keep_gifts(now),
        "held_by_orders": keep_orders(now),
        "hours_changed": keep_hours(now),
        "asked_after_stock": ask_after_stock(now),
        "keys_forgotten": forget_old_calls(now),
        "counts_forgotten": forget_old_counts(now),
        "notices_forgotten": forget_old(now),
        "proofs_forgotten": forget_expired(now),
        "invitations_forgotten": forget_unanswered(now),
        "contacts_forgotten": forget_old_contacts(now),
        "messages_forgotten": forget_old_messages(now),
        "thanks_forgotten": forget_old_thanks(now),
        "shopping_forgotten": forget_old_lists(now),
        "sms_forgotten": forget_old_sms(now),
        "claims_forgotten": forget_expired_codes(now) + forget_old_claims(now),
        "merges_settled": forget_old_merges(now),
        "shop_reports_forgotten": forget_old_reports(now),
        "judgements_forgotten": forget_old_judgements(now) + forget_old_of_people(now),
        "evidence_forgotten": forget_seen(now),
        "reports_brought_up": bring_up(now),
        "suspensions_over": forget_old_suspensions(now),
        "doubles_found": seek_doubles(now),
        "consents_forgotten": forget_old_consents(now),
        "entries_sealed": seal_entries(now),
        "points_counted": count_changes(),
    }


@click.command()
@with_appcontext
def upkeep() -> None:
    """Lapse, time out, confirm, expire, purge: what a timer runs."""
    done = keep_up()
    click.echo(" ".join(f"{name} {number}" for name, number in done.items()))


def _may_go_on(stopping: threading.Event, until: float) -> bool:
    # A gateway that is slow must neither keep us from stopping nor stop the clock of all others.
    return not stopping.is_set() and time.monotonic() < until


@click.command()
@with_appcontext
def worker() -> None:
    """Send what is due each second, keep up each half minute; ends after the step under way."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    click.echo("The worker runs.")
    next_upkeep = 0.0
    while not stopping.is_set():
        try:
            # A session of its own: the next round does not meet what broke in this one.
            with current_app.app_context():
                if time.monotonic() >= next_upkeep:
                    keep_up()
                    next_upkeep = time.monotonic() + UPKEEP_EVERY_S
                if deliver_due(partial(_may_go_on, stopping, next_upkeep)):
                    continue
        except SQLAlchemyError as error:
            # The database is away or locked: whatever was due is still due at the next round.
            log.warning("the worker could not finish: %s", type(error).__name__)
        stopping.wait(PAUSE_S)
