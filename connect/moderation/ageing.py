"""What becomes of reports with time: what nobody decides is brought up, what is decided forgotten.

Undecided they stay, however old they are: who waits longest stands first on the desk, with its age.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import ngettext

from connect.accounts import Account, Role
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.moderation.models import Flag, Judgement
from connect.moderation.people.models import PersonDecision, PersonReport
from connect.notifications import notify

OVERDUE = timedelta(days=3)
# For so long after a decision somebody may still ask what was seen.
SEEN_KEPT = timedelta(days=30)
AT_ONCE = 500
BROUGHT_UP = "overdue"
_REPORTS = (
    (Flag, Flag.judgement_id, Judgement),
    (PersonReport, PersonReport.decision_id, PersonDecision),
)


def days_overdue(since: datetime) -> int:
    """For how many whole days a report has waited too long already; 0 within three days."""
    waited = utcnow() - since
    return waited.days if waited >= OVERDUE else 0


def bring_up(now: datetime) -> int:
    """Tells the admins, once of each, what nobody has decided for three days; how many."""
    if not _overdue(now):
        return 0
    with transaction():
        # Two workers at one moment come one after another.
        admins = sa.select(Account.id).where(Account.role == Role.ADMIN).order_by(Account.id)
        told = db.session.scalars(admins.with_for_update(key_share=True)).all()
        late = _overdue(now)
        for report_id in late:
            audit.record("system", BROUGHT_UP, report_id)
        if late:
            _tell(told, len(late))
    return len(late)


def _overdue(now: datetime) -> list[uuid.UUID]:
    late: list[uuid.UUID] = []
    for table, decided_by, _decisions in _REPORTS:
        told = sa.exists().where(
            audit.AuditEntry.subject_id == table.id,
            audit.AuditEntry.action == BROUGHT_UP,
            audit.AuditEntry.at >= table.created_at,  # said again, it waits anew
        )
        due = sa.select(table.id).where(
            decided_by.is_(None), table.created_at <= now - OVERDUE, ~told
        )
        late += db.session.scalars(due.limit(AT_ONCE)).all()
    return late


def forget_seen(now: datetime) -> int:
    """Takes what was seen and said out of what was decided thirty days ago; how many.

    Unless somebody disagrees and waits for the answer.
    """
    gone = 0
    with transaction():
        for table, decided_by, decisions in _REPORTS:
            settled = sa.select(decisions.id).where(
                decisions.at <= now - SEEN_KEPT,
                sa.or_(decisions.appealed_at.is_(None), decisions.answered_at.is_not(None)),
            )
            known = sa.or_(sa.cast(table.evidence, sa.String) != "{}", table.note != "")
            forgotten = sa.update(table).where(decided_by.in_(settled), known)
            gone += changed(forgotten.values(evidence={}, note=""))
    return gone


@speaking(FIRST_LANGUAGE)
def _tell(admins: Iterable[uuid.UUID], number: int) -> None:
    text = ngettext(
        "%(num)d report has waited for three days. It stands at the desk.",
        "%(num)d reports have waited for three days. They stand at the desk.",
        number,
    )
    for admin_id in admins:
        notify(kind="reports_wait", text=text, phone=None, account_id=admin_id, may_wait=True)
