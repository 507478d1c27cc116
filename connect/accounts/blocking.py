"""Use cases of who does not want to meet whom, and of who may not act for a while."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import product

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import queries
from connect.accounts.models import Account, Block, Suspension
from connect.accounts.parting import hand_back_all, part
from connect.foundation import audit
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import NotAllowed, NotFound


def block(*, blocker_phone: str, blocked_phone: str) -> None:
    """As `block_each`, of two who have one phone each."""
    block_each({blocker_phone: True}, {blocked_phone: True})


def block_each(
    blockers: Mapping[str, bool],
    blocked: Mapping[str, bool],
    *,
    met: str = "",
    met_id: uuid.UUID | None = None,
) -> None:
    """From now on these two never meet in any list, and what they have begun ends.

    By all phones (E.164) of the one and of the other, each with whether it is surely theirs: with
    one that somebody has only typed nothing ends, or anybody could end what its owner has begun.
    Doing it twice changes nothing: `met` and `met_id` are kept of the first time.
    """
    act_id = uuid.uuid4()
    with transaction():
        # Two who block at one moment, the one the other or both the same, come one after another.
        queries.lock_phones({*blockers, *blocked})
        pairs = sorted(pair for pair in product(blockers, blocked) if pair[0] != pair[1])
        for one, other in pairs:
            if db.session.get(Block, (one, other)) is not None:
                continue
            told = {"act_id": act_id, "met": met, "met_id": met_id}
            db.session.add(Block(blocker_phone=one, blocked_phone=other, **told))
        db.session.flush()
        part([(one, other) for one, other in pairs if blockers[one] and blocked[other]])


def unblock(act_id: uuid.UUID, phones: Collection[str]) -> None:
    """Takes back what who has one of these phones has blocked. Raises `NotFound`."""
    with transaction():
        own = sa.exists().where(Block.act_id == act_id, Block.blocker_phone.in_(phones))
        if not db.session.scalar(sa.select(own)):
            raise NotFound
        changed(sa.delete(Block).where(Block.act_id == act_id))


def suspend(phone: str, until: datetime) -> None:
    """Who has this phone may not act by an account until then; what it carries is handed back.

    Inside a transaction; a moment that is over lifts it.
    """
    with transaction():
        # A claim that has begun ends before, and is handed back; none begins until this has ended.
        queries.lock_phones([phone])
        kept = db.session.get(Suspension, phone)
        if kept is None:
            db.session.add(Suspension(phone=phone, until=until))
        else:
            kept.until = until
        db.session.flush()
        account = queries.account_by_phone(phone)
        if account is not None:
            db.session.expire(account, ["suspension"])
            if account.suspended_until is not None:
                hand_back_all(account.id)
            audit.record("system", "suspended", account.id, until=until.isoformat())


def refuse_suspended(account: Account | None) -> None:
    """Raises `NotAllowed` for an account that may not act now. Nobody signed in may."""
    until = account.suspended_until if account else None
    if until is not None:
        raise NotAllowed(
            _("You cannot do this now: your account has been suspended. Why stands under Account.")
        )


def forget_blocks_of(account: Account) -> None:
    """Whom an account that is erased has blocked; who has blocked it, stays safe from its phone."""
    changed(sa.delete(Block).where(Block.blocker_phone == account.phone))


def forget_old_suspensions(now: datetime) -> int:
    """Removes those that are over; how many."""
    with transaction():
        return changed(sa.delete(Suspension).where(Suspension.until <= now))


def firsts(blocks: Iterable[Block]) -> list[Block]:
    """One row for each act."""
    found: dict[uuid.UUID, Block] = {}
    for one in blocks:
        found.setdefault(one.act_id, one)
    return list(found.values())
