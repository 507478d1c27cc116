"""Two open requests that are one: a coordinator joins them, and takes it back by reopening.

What goes from one to the other is what anybody may read of it: whoever holds the link of the one
that goes on may be somebody else, and a mistake must not tell them a number, a name or a door.
"""

import uuid

from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.help_requests import notices, offering, queries
from connect.help_requests.access import Action, Standing, allowed
from connect.help_requests.concerns import stored
from connect.help_requests.lifecycle import CloseReason, Event, Status
from connect.help_requests.listing import URGENT, keep_listed, without_phones
from connect.help_requests.models import HelpRequest, MergedRequest, RequestItem
from connect.help_requests.transitions import move


def merge(
    kept_id: uuid.UUID,
    gone_id: uuid.UUID,
    account: Account,
    standings: tuple[frozenset[Standing], frozenset[Standing]],
) -> None:
    """Closes `gone` as asked twice; what it needs besides, `kept` needs from now on.

    `standings` are those of the account to both. Raises `NotFound`, `NotAllowed`, `Invalid` for a
    request and itself, and `WrongState` where one of them is not open.
    """
    if kept_id == gone_id:
        raise Invalid({"twin_id": [_("Choose another request.")]})
    if not all(allowed(Action.TRIAGE, each) for each in standings):
        raise NotAllowed
    with transaction():
        both = {one.id: one for one in queries.requests_to_change((kept_id, gone_id))}
        if len(both) < 2:
            raise NotFound
        kept, gone = both[kept_id], both[gone_id]
        if {kept.status, gone.status} != {Status.OPEN}:
            raise WrongState
        new = _take_over(kept, gone)
        db.session.add(
            MergedRequest(request_id=gone_id, kept_id=kept_id, item_ids=[str(i.id) for i in new])
        )
        move(gone, Event.CLOSE)
        gone.close_reason = CloseReason.DUPLICATE
        offering.withdraw_offers(gone_id)
        notices.merged(gone, kept)
        actor = str(account.id)
        audit.record(actor, "closed", gone_id, reason=CloseReason.DUPLICATE, kept=str(kept_id))
        audit.record(actor, "took_over_items", kept_id, gone=str(gone_id))
    offering.ask_nearest(kept_id)


def kept_instead_of(request_id: uuid.UUID) -> HelpRequest | None:
    """The request that goes on for one that was asked twice; None where it was not.

    Through several, where that one was asked twice, too.
    """
    found, known = None, {request_id}
    merged = db.session.get(MergedRequest, request_id)
    while merged is not None and merged.kept_id not in known:
        known.add(merged.kept_id)
        found = merged.kept_id
        merged = db.session.get(MergedRequest, found)
    return queries.request_by_id(found) if found else None


def lock_both(request_id: uuid.UUID) -> None:
    """Locks a request with the one it was joined to, in the order of all locks."""
    merged = db.session.get(MergedRequest, request_id)
    if merged is not None:
        queries.requests_to_change((request_id, merged.kept_id))


def part(request_id: uuid.UUID, actor: str) -> None:
    """Takes back what a request gave to another one, inside the transaction that reopens it.

    What has been brought, or was changed since, stays with the other one.
    """
    merged = db.session.get(MergedRequest, request_id, populate_existing=True)
    if merged is None:
        return
    db.session.delete(merged)
    kept = queries.request_to_change(merged.kept_id)
    if kept is not None and kept.status == Status.OPEN:
        stays = [
            item
            for item in kept.items
            if str(item.id) not in merged.item_ids or item.delivered_by_id is not None
        ]
        if stays:
            kept.items = stays
        keep_listed(kept)
        audit.record(actor, "gave_back_items", kept.id, gone=str(request_id))


def _take_over(kept: HelpRequest, gone: HelpRequest) -> list[RequestItem]:
    known = {_said(item) for item in kept.items if item.delivered_by_id is None}
    new: dict[tuple[int, str], RequestItem] = {}
    for item in gone.items:
        if item.delivered_by_id is None and _said(item) not in known:
            new[_said(item)] = RequestItem(
                category=item.category,
                category_id=item.category_id,
                goods=without_phones(item.goods),
                quantity=without_phones(item.quantity),
                position=len(kept.items) + len(new),
            )
    kept.items = [*kept.items, *new.values()]
    kept.people = max(kept.people, gone.people)
    if gone.urgency == URGENT:
        kept.urgency = URGENT
    was_shielded = kept.shielded
    kept.concerns = stored(kept.concerns.split() + gone.concerns.split())
    if new or kept.shielded != was_shielded:
        # Whoever has been asked was asked about something else.
        offering.withdraw_offers(kept.id)
        kept.ask_at = utcnow()
    keep_listed(kept)
    return list(new.values())


def _said(item: RequestItem) -> tuple[int, str]:
    return item.category_id, without_phones(item.goods).casefold()
