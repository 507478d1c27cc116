"""Use cases of coordinators who see that two entries are one shop, or that they are two."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from connect import responders
from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import NotAllowed, NotFound, WrongState
from connect.responders import Moved, Responder
from connect.suppliers import claims
from connect.suppliers.entries import codes_at, tell
from connect.suppliers.models import ClaimState, EntryClaim, EntryMerge, LookAlike

CAN_BE_UNDONE = timedelta(days=30)


def pair(
    coordinator: Account, shop_id: uuid.UUID, twin_id: uuid.UUID
) -> tuple[Responder, Responder]:
    """Two entries that lie in the area of a coordinator. Raises `NotFound`, `NotAllowed`."""
    if shop_id == twin_id:
        raise NotFound
    both = claims.shop(shop_id), claims.shop(twin_id)
    if not all(coordinator.serves(*codes_at(one)) for one in both):
        raise NotAllowed
    return both


def merge(coordinator: Account, stays_id: uuid.UUID, gone_id: uuid.UUID) -> None:
    """Makes one of two: goods, owner, members and what waits follow to the one that stays.

    Raises `NotFound`, `NotAllowed`, and `WrongState` (see `responders.merge`).
    """
    with transaction():
        stays, gone = pair(coordinator, stays_id, gone_id)
        moved = responders.merge(stays_id, gone_id)
        ward, province = codes_at(stays)
        db.session.merge(
            EntryMerge(
                gone_id=gone_id,
                stays_id=stays_id,
                ward_code=ward,
                province_code=province,
                merged_at=utcnow(),
                was_available=moved.was_available,
                owner_id=moved.owner_id,
                owner_followed=moved.owner_followed,
                goods=moved.goods,
                members=[str(member) for member in moved.members],
                was_branch=moved.was_branch,
                branch_followed=moved.branch_followed,
            )
        )
        _move_claims(stays_id, gone_id)
        changed(
            sa.delete(LookAlike).where(
                sa.or_(LookAlike.first_id == gone_id, LookAlike.second_id == gone_id),
                LookAlike.told_apart_at.is_(None),
            )
        )
        audit.record(str(coordinator.id), "entries_merged", stays_id, gone=str(gone_id))
        audit.record(str(coordinator.id), "entry_merged", gone_id, into=str(stays_id))
        _tell_owner(stays, lambda: _are_one(stays, gone))


def undo(coordinator: Account, gone_id: uuid.UUID) -> None:
    """Takes a merge back: there are two shops again, and nobody is asked about them once more.

    Raises `NotFound`, `NotAllowed`, and `WrongState` after thirty days or where the entry that
    stayed has gone or changed hands.
    """
    with transaction():
        merged = db.session.get(EntryMerge, gone_id, with_for_update=True)
        if merged is None:
            raise NotFound
        if not coordinator.serves(merged.ward_code, merged.province_code):
            raise NotAllowed
        if merged.merged_at <= utcnow() - CAN_BE_UNDONE:
            raise WrongState
        stays_id, moved = merged.stays_id, _moved(merged)
        db.session.delete(merged)
        responders.part(stays_id, gone_id, moved)
        _put_apart(stays_id, gone_id, merged.ward_code, merged.province_code)
        audit.record(str(coordinator.id), "merge_undone", stays_id, gone=str(gone_id))
        audit.record(str(coordinator.id), "merge_undone", gone_id, into=str(stays_id))


def tell_apart(coordinator: Account, shop_id: uuid.UUID, twin_id: uuid.UUID) -> None:
    """They are two shops: nobody is asked about them again. Raises `NotFound`, `NotAllowed`."""
    with transaction():
        shop, _twin = pair(coordinator, shop_id, twin_id)
        _put_apart(shop_id, twin_id, *codes_at(shop))
        audit.record(str(coordinator.id), "entries_told_apart", shop_id, twin=str(twin_id))


def forget_old_merges(now: datetime) -> int:
    """Merges stand for good after thirty days; how many do since."""
    with transaction():
        return changed(sa.delete(EntryMerge).where(EntryMerge.merged_at <= now - CAN_BE_UNDONE))


def _moved(merged: EntryMerge) -> Moved:
    return Moved(
        was_available=merged.was_available,
        owner_id=merged.owner_id,
        owner_followed=merged.owner_followed,
        goods=[int(good) for good in merged.goods],
        members=[uuid.UUID(member) for member in merged.members],
        was_branch=merged.was_branch,
        branch_followed=merged.branch_followed,
    )


def _move_claims(stays_id: uuid.UUID, gone_id: uuid.UUID) -> None:
    waiting = (EntryClaim.responder_id == gone_id, EntryClaim.state == ClaimState.WAITING)
    asked = sa.select(EntryClaim.account_id).where(
        EntryClaim.responder_id == stays_id, EntryClaim.state == ClaimState.WAITING
    )
    changed(sa.delete(EntryClaim).where(*waiting, EntryClaim.account_id.in_(asked)))
    changed(sa.update(EntryClaim).where(*waiting).values(responder_id=stays_id))


def _put_apart(one: uuid.UUID, other: uuid.UUID, ward: str | None, province: str | None) -> None:
    now = utcnow()
    db.session.merge(
        LookAlike(
            first_id=min(one, other),
            second_id=max(one, other),
            ward_code=ward,
            province_code=province,
            found_at=now,
            told_apart_at=now,
        )
    )


def _tell_owner(stays: Responder, words: Callable[[], Any]) -> None:
    if stays.owner_id is not None:
        tell(stays.owner_id, words)


def _are_one(stays: Responder, gone: Responder) -> Any:
    return _(
        "“%(gone)s” and “%(stays)s” stood here as two shops. A coordinator has made them one.",
        gone=gone.name,
        stays=stays.name,
    )
