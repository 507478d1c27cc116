"""`flask breach`: whom to tell when somebody has seen what they should not have."""

import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from connect.accounts import Account, account_by_phone
from connect.cli.exporting import Fields, write_csv
from connect.foundation.audit import REVEALED, AuditEntry
from connect.foundation.clock import utcnow
from connect.foundation.database import UtcDateTime, db
from connect.foundation.phones import WrongPhone, parse_phone
from connect.giving import Gift, Reservation
from connect.help_requests import Assignment, HelpRequest
from connect.intake import Intake
from connect.responders import Member, Responder
from connect.suppliers import EntryClaim

COLUMNS = ("kind", "id", "name", "phone", "last_seen")
DAY = click.DateTime(("%Y-%m-%d", "%Y-%m-%dT%H:%M"))


@click.command()
@click.option("--by", metavar="PHONE", help="Whose account was in wrong hands, or was wrong.")
@click.option("--since", type=DAY, default="2000-01-01", help="In UTC, as until.")
@click.option("--until", type=DAY, default="9999-12-31")
@with_appcontext
def breach(by: str | None, since: datetime, until: datetime) -> None:
    """Write whom a breach touched, as CSV: whoever one account was shown, or, without --by, whoever
    can be reached by what the database holds.

    A number is empty where it is no longer known: thirty days after the end nobody's is. Numbers
    that stand elsewhere in the database have no name there, and come as `number`, unless --until
    asks for an earlier day: it is not known for all since when they are held.
    """
    since, until = since.replace(tzinfo=UTC), until.replace(tzinfo=UTC)
    rows = _held(until) if by is None else _shown_to(_account_of(by), since, until)
    if not write_csv(rows, COLUMNS, sys.stdout):
        click.echo("Nobody was touched.", err=True)


def _account_of(by: str) -> Account:
    try:
        account = account_by_phone(parse_phone(by))
    except WrongPhone:
        raise click.BadParameter("not a phone number", param_hint="--by") from None
    if account is None:
        raise click.BadParameter("nobody has an account with it", param_hint="--by")
    return account


def _shown_to(account: Account, since: datetime, until: datetime) -> Iterator[Fields]:
    """The account itself, and whose number an account was shown, by what was seen.

    As the log says, or as what binds the two says: whoever went for its own requests, and whom it
    invited. Names alone stand on many pages, and are not listed; nor is what everybody reads.
    """
    yield _row("account", account.id, account.name, account.phone)
    last = sa.func.max(AuditEntry.at, type_=UtcDateTime)
    logged = (
        sa.select(AuditEntry.subject_id, last.label("last"))
        .where(
            AuditEntry.actor == str(account.id),
            AuditEntry.action == REVEALED,
            AuditEntry.at.between(since, until),
        )
        .group_by(AuditEntry.subject_id)
        .subquery()
    )
    seen, at = logged.c.subject_id, logged.c.last
    request, own = (HelpRequest.name, HelpRequest.phone), Account.id == account.id
    person = (Account.name, Account.phone)
    agreed = sa.and_(Reservation.giver_agreed, Reservation.taker_agreed)
    gifts = sa.select(seen, *person, at).join(Gift, Gift.id == seen)
    taken = sa.join(logged, Gift, Gift.id == seen).join(
        Reservation, sa.and_(Reservation.gift_id == Gift.id, agreed)
    )
    by_request = sa.and_(HelpRequest.id == Reservation.request_id, Reservation.taker_id.is_(None))
    claimed = Assignment.claimed_at.between(since, until)
    invited = sa.and_(Member.invited_by_id == account.id, Member.invited_at.between(since, until))
    found: dict[str, list[Any]] = {
        "request": [sa.select(seen, *request, at).join(HelpRequest, HelpRequest.id == seen)],
        "reporter": [
            sa.select(seen, Intake.reporter_name, Intake.reporter_phone, at)
            .join(Intake, Intake.request_id == seen)
            .where(Intake.reporter_phone.is_not(None))
        ],
        "gift": [gifts.join(Account, Account.id == Gift.giver_id).where(~own)],
        "taker": [
            sa.select(seen, *who, at)
            .select_from(taken.join(table, on))
            .where(Gift.giver_id == account.id)
            for who, table, on in (
                (person, Account, Account.id == Reservation.taker_id),
                (request, HelpRequest, by_request),
            )
        ],
        "claim": [
            sa.select(seen, *person, at)
            .join(EntryClaim, EntryClaim.id == seen)
            .join(Account, Account.id == EntryClaim.account_id)
        ],
        "helper": [
            sa.select(Assignment.request_id, Account.name, Responder.phone, Assignment.claimed_at)
            .join(HelpRequest, HelpRequest.id == Assignment.request_id)
            .join(Responder, Responder.id == Assignment.responder_id)
            .join(Account, Account.id == Assignment.account_id)
            .where(HelpRequest.requester_id == account.id, claimed, ~own)
        ],
        "member": [
            sa.select(Member.responder_id, Account.name, Member.phone, Member.invited_at)
            .outerjoin(Account, Account.id == Member.account_id)
            .where(invited)
        ],
    }
    for kind, asked in found.items():
        rows = [row for one in asked for row in db.session.execute(one)]
        for id_, name, phone, moment in sorted(rows, key=lambda row: row[3]):
            yield _row(kind, id_, name or "", phone, moment)


def _held(until: datetime) -> Iterator[Fields]:
    """Every account, every request that was not made by one, and every other number, once."""
    accounts = sa.select(Account.id, Account.name, Account.phone).where(Account.created_at <= until)
    requests = sa.select(HelpRequest.id, HelpRequest.name, HelpRequest.phone).where(
        HelpRequest.phone.is_not(None),
        HelpRequest.phone.not_in(sa.select(Account.phone)),
        HelpRequest.created_at <= until,
    )
    for kind, known in (("account", accounts), ("request", requests)):
        for id_, name, phone in db.session.execute(known.execution_options(yield_per=1000)):
            yield _row(kind, id_, name, phone)
    if until > utcnow():
        for phone in db.session.scalars(_other_phones().execution_options(yield_per=1000)):
            yield _row("number", "", "", phone)


def _other_phones() -> sa.Select[str]:
    """The numbers in all other tables: of shops, members, texts, blocks, and what comes later."""
    named = [
        column
        for table in db.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("phone") and isinstance(column.type, sa.String)
    ]
    held = sa.union(*(sa.select(column.label("phone")) for column in named)).subquery()
    known: sa.CompoundSelect[str | None] = sa.union_all(
        sa.select(Account.phone), sa.select(HelpRequest.phone).where(HelpRequest.phone.is_not(None))
    )
    return (
        sa.select(held.c.phone)
        .where(held.c.phone.is_not(None), held.c.phone.not_in(known))
        .order_by(held.c.phone)
    )


def _row(
    kind: str, id_: uuid.UUID | str, name: str, phone: str | None, at: datetime | None = None
) -> Fields:
    last_seen = at.isoformat() if at else ""
    return {"kind": kind, "id": str(id_), "name": name, "phone": phone, "last_seen": last_seen}
