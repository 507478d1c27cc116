"""`flask erasures`: what was erased, so that a restored backup does not bring it back."""

import uuid
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

import click
import orjson
import sqlalchemy as sa
from flask.cli import with_appcontext

from connect.accounts import account_by_id, erase_account
from connect.foundation.audit import AuditEntry
from connect.foundation.database import db
from connect.help_requests import Standing, erase_request, request_by_id

KINDS = {"account_erased": "account", "erased": "request"}


class Erasure(NamedTuple):
    """That a person had an account or a request erased; it names neither."""

    kind: str
    id: uuid.UUID

    @classmethod
    def read(cls, line: bytes) -> Self:
        """From a line of the list. Raises `ValueError`."""
        told = orjson.loads(line)
        if not isinstance(told, dict) or told.get("kind") not in KINDS.values():
            raise ValueError("neither an account nor a request")
        return cls(told["kind"], uuid.UUID(str(told.get("id"))))


@click.command()
@with_appcontext
def erasures() -> None:
    """Print what was erased, one JSON object a line: for `flask restore --erasures`.

    Keep it beside the backups, newer than they are. It holds no name and no number.
    """
    for one in erased():
        click.echo(orjson.dumps(one._asdict()).decode())


def erased() -> Iterator[Erasure]:
    """All that this database knows to have been erased, oldest first."""
    entries = (
        sa.select(AuditEntry.action, AuditEntry.subject_id)
        .where(AuditEntry.action.in_(KINDS))
        .order_by(AuditEntry.id)
    )
    for action, subject_id in db.session.execute(entries):
        yield Erasure(KINDS[action], subject_id)


def erase_again(list_of: Iterable[Erasure]) -> int:
    """Erases what a backup has brought back; how many."""
    return sum(_erase(one) for one in set(list_of))


def _erase(one: Erasure) -> bool:
    if one.kind == "account":
        account = account_by_id(one.id)
        if account is not None:
            erase_account(account)
        return account is not None
    request = request_by_id(one.id)
    if request is None or request.erased_at is not None:
        return False
    erase_request(one.id, None, frozenset((Standing.REQUESTER,)))
    return True
