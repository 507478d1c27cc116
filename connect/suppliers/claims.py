"""Whose shop it is: an entry that came by an import is claimed by a code to its listed phone."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import Account, check_code, code_typed, send_text, take_code
from connect.foundation.clock import utcnow
from connect.foundation.codes import CODE_LIFE, CODE_TRIES, spend_try
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import Invalid, NotFound, WrongState
from connect.foundation.phones import takes_sms
from connect.foundation.security import keyed_hash, new_code, same
from connect.notifications import is_muted
from connect.responders import Kind, Responder, give, lock, responder_by_id, tells_stock
from connect.suppliers.models import ClaimCode, ClaimState, EntryClaim

# What `shop` finds, as a condition.
IS_SHOP = sa.and_(Responder.kind == Kind.SUPPLIER, Responder.merged_into_id.is_(None))


class Way(StrEnum):
    """How somebody comes to look after a shop."""

    MINE = "mine"  # they do already
    OWN_PHONE = "own_phone"  # the listed number is the one that they have proved
    CODE = "code"
    COORDINATOR = "coordinator"  # no code can reach the listed number
    DISPUTE = "dispute"  # somebody else looks after it: only a coordinator can help


def shop(shop_id: uuid.UUID) -> Responder:
    """The entry of a shop. Raises `NotFound`."""
    found = responder_by_id(shop_id)
    if found is None or found.kind != Kind.SUPPLIER:
        raise NotFound
    return found


def way_for(account: Account, entry: Responder) -> Way:
    """How this account can come to look after an entry."""
    if tells_stock(entry, account.id):
        return Way.MINE
    if entry.owner_id is not None:
        return Way.DISPUTE
    if entry.phone is None:
        return Way.COORDINATOR
    if entry.phone == account.phone:
        return Way.OWN_PHONE
    # Who wants no messages of ours gets none that a stranger asks for.
    return Way.CODE if takes_sms(entry.phone) and not is_muted(entry.phone) else Way.COORDINATOR


def send_code(account: Account, shop_id: uuid.UUID, network: str = "") -> None:
    """Sends six digits to the listed phone of a shop; an older code of this account is dead.

    Raises `NotFound`, `WrongState` where there is another way or none, and what is raised where no
    code may go: `TooOften`, `Invalid`, `Unavailable`.
    """
    code, listed = new_code(), shop(shop_id)
    if listed.phone and way_for(account, listed) == Way.CODE:
        check_code(listed.phone, network)
    with transaction():
        lock([shop_id])  # one at a time
        entry = shop(shop_id)
        phone = entry.phone
        if way_for(account, entry) != Way.CODE or phone is None:
            raise WrongState
        proof = ClaimCode(
            responder_id=entry.id,
            account_id=account.id,
            code_hash=_hash_of(account.id, entry, code),
            tries_left=CODE_TRIES,
            expires_at=utcnow() + CODE_LIFE,
        )
        db.session.merge(proof)
        name = entry.name
        db.session.flush()
        take_code(phone, network)
    body = _(
        "%(code)s is the code to look after %(name)s on Connect. If you have not asked for it, "
        "tell it to nobody, whoever calls.",
        code=code,
        name=name,
    )
    send_text(phone, body)


def prove(account: Account, shop_id: uuid.UUID, code: str) -> Responder:
    """Makes the account the owner, by the code that went to the listed phone.

    Raises `NotFound`, `WrongState` where somebody was faster, and `Invalid` on a wrong, used up or
    expired code: the same for all, in constant time.
    """
    with transaction():
        lock([shop_id])
        entry = shop(shop_id)
        if _redeem(account.id, entry, code):
            code_typed()
            _give(entry, account, how="code")
            return entry
    raise Invalid({"code": [_("This code is wrong or too old. Ask for a new one.")]})


def take_by_own_phone(account: Account, shop_id: uuid.UUID) -> Responder:
    """Makes the account the owner: its own phone, long proved, is the one that is listed.

    Raises `NotFound`, and `WrongState` where it is not.
    """
    with transaction():
        entry = shop(shop_id)
        if way_for(account, entry) != Way.OWN_PHONE:
            raise WrongState
        _give(entry, account, how="own phone")
    return entry


def waits_for_code(account: Account, shop_id: uuid.UUID) -> bool:
    """Whether a code is on its way that this account can still type."""
    proof = db.session.get(ClaimCode, (shop_id, account.id))
    return proof is not None and proof.can_be_typed


def forget_expired_codes(now: datetime) -> int:
    """Removes codes that nobody can type any more; how many."""
    with transaction():
        return changed(sa.delete(ClaimCode).where(ClaimCode.expires_at <= now))


def _give(entry: Responder, account: Account, *, how: str) -> None:
    give(entry.id, account, by=str(account.id), how=how)
    changed(sa.delete(ClaimCode).where(ClaimCode.responder_id == entry.id))
    changed(
        sa.delete(EntryClaim).where(
            EntryClaim.responder_id == entry.id,
            EntryClaim.account_id == account.id,
            EntryClaim.state == ClaimState.WAITING,
        )
    )


def _redeem(account_id: uuid.UUID, entry: Responder, code: str) -> bool:
    tried = spend_try(
        ClaimCode, ClaimCode.responder_id == entry.id, ClaimCode.account_id == account_id
    )
    expected = tried.code_hash if tried else ""
    return same(expected, _hash_of(account_id, entry, code)) and tried is not None


def _hash_of(account_id: uuid.UUID, entry: Responder, code: str) -> str:
    # With the phone: a code proves nothing of a number that has been listed since.
    return keyed_hash("claim", f"{account_id}:{entry.id}:{entry.phone}:{code}")
