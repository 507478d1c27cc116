"""The accounts of the demo, and what belongs to whom: the few links that an import does not make.

Everything else goes through the rooms' own importing services. Only the cast has a password; the
others' accounts wait for theirs, as after `flask people create`.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from connect.accounts import Account, AccountArea, Role
from connect.cli.demo.cast import ROLES, DemoAccount
from connect.foundation.audit import AuditEntry
from connect.foundation.bulk import insert_many, update_many
from connect.foundation.database import db, table_of
from connect.foundation.ids import ids_in_order
from connect.foundation.security import hash_password
from connect.help_requests import HelpRequest
from connect.responders import Responder, ResponderDetails

_UNSET_HASH = "!"
_OLDEST, _YOUNGEST = timedelta(days=60), timedelta(days=9)


def make_accounts(
    cast: Sequence[DemoAccount], helpers: Iterable[ResponderDetails], now: datetime
) -> dict[str, uuid.UUID]:
    """One account for each of the cast and of the helpers: ids by phone."""
    people = {one.phone: _account(one.phone, one.name) for one in cast}
    areas: dict[str, str] = {}
    # Hashing is slow on purpose, and the cast has few passwords.
    hashes = {password: hash_password(password) for password in {one.password for one in cast}}
    for one in cast:
        role, area = ROLES.get(one, (Role.RESIDENT, None))
        if area is not None:
            areas[one.phone] = area
        people[one.phone] |= {
            "password_hash": hashes[one.password],
            "role": role,
        }
    for helper in helpers:
        if helper.phone:
            people.setdefault(helper.phone, _account(helper.phone, helper.name[:80]))
    ids = dict(zip(people, ids_in_order(len(people)), strict=True))
    made = now - _OLDEST
    insert_many(
        table_of(Account),
        [row | {"id": ids[number], "created_at": made} for number, row in people.items()],
    )
    insert_many(
        table_of(AccountArea),
        [{"account_id": ids[number], "code": code} for number, code in areas.items()],
    )
    _record((str(id_), "account_made", id_, made) for id_ in ids.values())
    return ids


def give_owners(
    dice: Random,
    ids: Mapping[str, uuid.UUID],
    helpers: Mapping[str, ResponderDetails],
    accounts: Mapping[str, uuid.UUID],
    now: datetime,
) -> None:
    """Each responder belongs to the account of its phone, and has been here for a while."""
    rows: list[dict[str, Any]] = []
    for source_id, details in helpers.items():
        since = now - _YOUNGEST - dice.random() * (_OLDEST - _YOUNGEST)
        counted = now - timedelta(minutes=dice.randint(5, 3_000))
        rows.append(
            {
                "id": ids[source_id],
                "owner_id": accounts[details.phone or ""],
                "created_at": since,
                "stock_updated_at": counted if details.goods else None,
            }
        )
    update_many(table_of(Responder), rows)
    _record(
        (str(row["owner_id"]), "responder_registered", row["id"], row["created_at"]) for row in rows
    )


def give_requester(number: str, accounts: Mapping[str, uuid.UUID]) -> None:
    """What was asked with this phone was asked by its account."""
    db.session.execute(
        sa.update(HelpRequest)
        .where(HelpRequest.phone == number)
        .values(requester_id=accounts[number])
    )


def _account(number: str, name: str) -> dict[str, Any]:
    return {
        "phone": number,
        "name": name,
        "password_hash": _UNSET_HASH,
        "role": Role.RESIDENT,
    }


def _record(acts: Iterable[tuple[str, str, uuid.UUID, datetime]]) -> None:
    insert_many(
        table_of(AuditEntry),
        [
            {"actor": actor, "action": action, "subject_id": subject, "at": at, "detail": {}}
            for actor, action, subject, at in acts
        ],
    )
