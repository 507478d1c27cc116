"""Two entries that are one shop: one stays, and what the other has follows; and back again.

The other one's row stays as it is, for what stands in the past and for its source's next file. It
is in no index and no list any more, and its id leads to the one that stays.
"""

import uuid
from collections.abc import Collection
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import NotFound, WrongState
from connect.responders import edits, offers, queries
from connect.responders.models import Good, Kind, Member, Responder
from connect.responders.order_keeping import keep_to_orders
from connect.responders.stock import name_key

_COPIED = ("name", "name_folded", "code", "told_at", "stock", "price")


class Moved(NamedTuple):
    """What went along: ids of the goods that were added and of the members that changed over.

    `owner_id`: whose the other one was; `owner_followed`: the one that stays is theirs since then.
    `was_branch`: it stood under an organisation; `branch_followed`: the one that stays does since.
    """

    was_available: bool
    owner_id: uuid.UUID | None
    owner_followed: bool
    goods: list[int]
    members: list[uuid.UUID]
    was_branch: bool
    branch_followed: bool


def merge(stays_id: uuid.UUID, gone_id: uuid.UUID) -> Moved:
    """Merges the second entry into the first.

    Goods that the first has not are added; an owner, and members, follow. Raises `NotFound` unless
    both are shops, and `WrongState` where each has an owner or an organisation of its own or the
    second one carries a case.
    """
    with transaction():
        stays, gone = _both(stays_id, gone_id)
        if gone.load:
            raise WrongState(_("The entry that goes still carries a case. Merge it afterwards."))
        if gone.owner_id and stays.owner_id not in (None, gone.owner_id):
            raise WrongState(_("Each has its own owner. Ask them first: one can delete theirs."))
        theirs = gone.organisation_id
        if theirs and stays.organisation_id not in (None, theirs):
            raise WrongState(
                _("They stand under two organisations. One has to take its shop out first.")
            )
        moved = Moved(
            was_available=gone.available,
            owner_id=gone.owner_id,
            owner_followed=stays.owner_id is None and gone.owner_id is not None,
            goods=_add_goods(stays, gone),
            members=_move_members(stays, gone_id),
            was_branch=theirs is not None,
            branch_followed=theirs is not None and stays.organisation_id is None,
        )
        if moved.branch_followed:
            stays.organisation_id = theirs
            edits.keep(stays, {"kind"})
        gone.organisation_id = None
        stays.owner_id, gone.owner_id = stays.owner_id or gone.owner_id, None
        gone.merged_into_id, gone.available = stays.id, False
        _keep([stays_id, gone_id])
    return moved


def part(stays_id: uuid.UUID, gone_id: uuid.UUID, moved: Moved) -> None:
    """Takes a merge back; what was changed of the one that stays since then stays changed.

    Raises `NotFound`, and `WrongState` where it has gone itself or has another owner by now, or
    where whoever owned the other one has erased their account.
    """
    with transaction():
        offers.lock([stays_id, gone_id])
        stays = queries.responder_to_change(stays_id)
        gone = db.session.get(Responder, gone_id, populate_existing=True)
        if gone is None or gone.merged_into_id != stays_id:
            raise NotFound
        was_owned = moved.owner_id or moved.owner_followed or moved.members or not gone.source_id
        still_theirs = stays and moved.owner_id and stays.owner_id == moved.owner_id
        if stays is None or (was_owned and not still_theirs):
            raise WrongState(_("The entry that stayed has changed hands since. Ask its owner."))
        gone.owner_id = moved.owner_id
        if moved.was_branch or moved.owner_followed:
            gone.organisation_id = stays.organisation_id
        if moved.branch_followed or moved.owner_followed:
            stays.organisation_id = None
        if moved.owner_followed:
            stays.owner_id = None
        stays.goods = [good for good in stays.goods if good.id not in moved.goods]
        changed(
            sa.update(Member)
            .where(Member.id.in_(moved.members), Member.responder_id == stays_id)
            .values(responder_id=gone_id)
        )
        gone.merged_into_id, gone.available = None, moved.was_available
        if not queries.merged_into([stays_id]):
            edits.let_go(stays, edits.MERGED_GOODS)
        _keep([stays_id, gone_id])


def left_by_owner(stay: Collection[Responder]) -> list[Responder]:
    """Of what was merged into these entries, what people registered or edited, not only a source.

    When their owner goes, it is not the heir's to bring back.
    """
    merged = queries.merged_into([entry.id for entry in stay])
    return [entry for entry in merged if entry.source_id is None or entry.edited]


def _both(stays_id: uuid.UUID, gone_id: uuid.UUID) -> tuple[Responder, Responder]:
    if stays_id == gone_id:
        raise WrongState
    offers.lock([stays_id, gone_id])
    stays, gone = queries.responder_to_change(stays_id), queries.responder_to_change(gone_id)
    if stays is None or gone is None or {stays.kind, gone.kind} != {Kind.SUPPLIER}:
        raise NotFound
    return stays, gone


def _add_goods(stays: Responder, gone: Responder) -> list[int]:
    known = {_name_of(good) for good in stays.goods}
    added = [_copy(good) for good in gone.goods if _name_of(good) not in known]
    for good in added:
        good.position = len(stays.goods)
        stays.goods.append(good)
    if added:
        edits.keep(stays, [edits.MERGED_GOODS])
        stays.stock_updated_at = stays.stock_updated_at or gone.stock_updated_at
    db.session.flush()
    return [good.id for good in added]


def _name_of(good: Good) -> str:
    return name_key(good.name)


def _copy(good: Good) -> Good:
    told: dict[str, Any] = {name: getattr(good, name) for name in _COPIED}
    return Good(**told)


def _move_members(stays: Responder, gone_id: uuid.UUID) -> list[uuid.UUID]:
    """Those move that the entry which stays does not know, neither as member nor as owner."""
    known = sa.select(Member.phone).where(Member.responder_id == stays.id)
    owner = sa.and_(Member.account_id.is_not(None), Member.account_id == stays.owner_id)
    moving = list(
        db.session.scalars(
            sa.select(Member.id).where(
                Member.responder_id == gone_id, Member.phone.not_in(known), ~owner
            )
        )
    )
    changed(sa.update(Member).where(Member.id.in_(moving)).values(responder_id=stays.id))
    return moving


def _keep(ids: Collection[uuid.UUID]) -> None:
    now = utcnow()
    keep_to_orders(ids, now)
    offers.keep_offers(list(ids), now)
    offers.keep_points(list(ids))
