"""Named reads of what is reported of people, and of what is decided."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa

from connect.accounts import Account
from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.geo import in_areas
from connect.moderation.people.models import Met, PersonDecision, PersonReport, Verdict

MOST_SHOWN = 100
ASKED = (Met.REQUESTER, Met.TAKER)
Where = type[PersonReport] | type[PersonDecision]


class Reported(NamedTuple):
    """A person, and what is reported of them, the oldest first."""

    reports: Sequence[PersonReport]

    @property
    def id(self) -> uuid.UUID:
        """Of the first report: by it the person is found."""
        return self.reports[0].id

    @property
    def account_id(self) -> uuid.UUID | None:
        """As it is now: who is erased and makes an account anew is the same person."""
        return next((one.account_id for one in reversed(self.reports) if one.account_id), None)

    @property
    def asked_at(self) -> uuid.UUID | None:
        """The last request at which they were met as who asked for help."""
        asked = (one.met_id for one in reversed(self.reports) if one.met in ASKED)
        return next(asked, None)

    @property
    def name(self) -> str:
        """As who reported them last was shown it; empty where nobody was."""
        names = [one.evidence.get("name") for one in self.reports]
        return next((name for name in reversed(names) if name), "")


def waiting_for(account: Account) -> list[Reported]:
    """Of whom something waits for the word of an account: at most a hundred reports.

    By person, who waits longest first.
    """
    found = db.session.scalars(
        sa.select(PersonReport)
        .where(PersonReport.decision_id.is_(None), *_for_word_of(PersonReport, account))
        .order_by(PersonReport.created_at, PersonReport.id)
        .limit(MOST_SHOWN)
    ).all()
    first: dict[str, int] = {}
    for place, one in enumerate(found):
        first.setdefault(one.person, place)
    by_person = sorted(found, key=lambda one: first[one.person])
    return [Reported(list(group)) for _who, group in groupby(by_person, key=lambda one: one.person)]


def reported(report_id: uuid.UUID, account: Account, *, to_decide: bool = False) -> Reported | None:
    """All that waits for the word of an account of the person of one report.

    `to_decide`: nobody else decides on it until the transaction ends.
    """
    one = db.session.get(PersonReport, report_id)
    if one is None:
        return None
    waiting = (
        sa.select(PersonReport)
        .where(PersonReport.person == one.person, PersonReport.decision_id.is_(None))
        .where(*_for_word_of(PersonReport, account))
        .order_by(PersonReport.created_at, PersonReport.id)
    )
    if to_decide:
        waiting = waiting.with_for_update(of=PersonReport)
    found = db.session.scalars(waiting).all()
    return Reported(found) if found else None


def disputed_for(account: Account) -> Sequence[PersonDecision]:
    """With which decisions somebody disagrees, oldest first: at most a hundred."""
    return db.session.scalars(
        sa.select(PersonDecision)
        .where(*_disputed(), *_for_word_of(PersonDecision, account))
        .order_by(PersonDecision.appealed_at)
        .limit(MOST_SHOWN)
    ).all()


def suspending_for(account: Account) -> Sequence[PersonDecision]:
    """Which decisions hold somebody back now: the last ones, at most a hundred."""
    return db.session.scalars(
        sa.select(PersonDecision)
        .where(PersonDecision.until > utcnow(), *_for_word_of(PersonDecision, account))
        .order_by(PersonDecision.at.desc())
        .limit(MOST_SHOWN)
    ).all()


def decision_for(decision_id: uuid.UUID, account: Account) -> PersonDecision | None:
    """A decision on which this account may have a word, as it is now."""
    return db.session.scalar(
        sa.select(PersonDecision)
        .where(PersonDecision.id == decision_id, *_for_word_of(PersonDecision, account))
        .execution_options(populate_existing=True)
    )


def count_waiting_for(account: Account) -> int:
    """Of how many people something is reported or a decision disputed."""
    told = sa.select(PersonReport.person).where(
        PersonReport.decision_id.is_(None), *_for_word_of(PersonReport, account)
    )
    disputed = sa.select(PersonDecision.person).where(
        *_disputed(), *_for_word_of(PersonDecision, account)
    )
    both = told.union(disputed).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(both)) or 0


def decided_of(account_id: uuid.UUID) -> Sequence[PersonDecision]:
    """What was decided of an account that it was told, the newest first."""
    return db.session.scalars(
        sa.select(PersonDecision)
        .where(PersonDecision.account_id == account_id, PersonDecision.verdict != Verdict.STAYS)
        .order_by(PersonDecision.at.desc())
    ).all()


def ends_of(person: str) -> Sequence[datetime]:
    """When the suspensions of a person end that have not ended."""
    found = db.session.scalars(
        sa.select(PersonDecision.until).where(
            PersonDecision.person == person, PersonDecision.until > utcnow()
        )
    )
    return [until for until in found if until is not None]


def reports_by(person: str, reporter: str) -> PersonReport | None:
    """What one has reported of another."""
    return db.session.scalar(
        sa.select(PersonReport).where(
            PersonReport.person == person, PersonReport.reporter == reporter
        )
    )


def _disputed() -> tuple[sa.ColumnElement[bool], ...]:
    return PersonDecision.appealed_at.is_not(None), PersonDecision.answered_at.is_(None)


def _for_word_of(where: Where, account: Account) -> list[sa.ColumnElement[bool]]:
    """In its areas, neither about itself nor said by itself; about staff for admins alone."""
    areas = account.desk_areas
    others: list[sa.ColumnElement[bool]] = [] if areas is None else [~where.staff]
    if where is PersonReport:
        others.append(PersonReport.by_id.is_distinct_from(account.id))
    return [
        in_areas(areas, where.ward_code, where.province_code),
        where.account_id.is_distinct_from(account.id),
        *others,
    ]
