"""Two open requests that are one: a coordinator joins them, and takes it back by reopening.

What goes from one to the other is what anybody may read of it: whoever holds the link of the one
that goes on may be somebody else, and a mistake must not tell them a number, a name or a door.
"""

import uuid

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.foundation.turns import wait_turn
from connect.help_requests import notices, offering, queries, silence_notices
from connect.help_requests.access import Action, Standing, allowed
from connect.help_requests.concerns import stored
from connect.help_requests.lifecycle import REQUESTERS_TO_REOPEN, CloseReason, Event, Status
from connect.help_requests.listing import URGENT, keep_listed, without_phones
from connect.help_requests.models import HelpRequest, MergedRequest, RequestItem
from connect.help_requests.transitions import move

Need = tuple[int, str]  # a category, and what of it
MERGING = "merging"


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
        wait_turn(MERGING)
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
    links = _onward(request_id)
    return queries.request_by_id(links[-1].kept_id) if links else None


def ended_without_help(kept: HelpRequest) -> None:
    """Tells those whose requests it was to go on for, inside the transaction that ends it.

    They may open theirs again (`goes_on_no_more`). Who has the same phone has said or heard it.
    """
    for gone in map(queries.request_by_id, _joined_to(kept.id)):
        if gone is not None and gone.phone is not None and gone.phone != kept.phone:
            silence_notices.goes_on_no_more(gone)


def goes_on_no_more(request_id: uuid.UUID) -> bool:
    """Whether it was asked twice, and what it was joined to has ended with nobody's judgement."""
    kept = kept_instead_of(request_id)
    return kept is not None and kept.close_reason in REQUESTERS_TO_REOPEN


def lock_all(request_id: uuid.UUID) -> None:
    """Locks a request with all that it was joined to, in the order of all locks.

    Meanwhile nothing is joined, so that none of them has been joined further since we looked.
    """
    wait_turn(MERGING)
    queries.requests_to_change((request_id, *(link.kept_id for link in _onward(request_id))))


def part(request_id: uuid.UUID, actor: str) -> None:
    """Takes back what a request gave to others, inside the transaction that reopens it.

    Through several, where the one that it was joined to was joined, too. What has been brought, was
    changed since, or somebody goes for now stays there; so does what another that was joined needs,
    and whatever is left where it would seek nothing any more.
    """
    links = _onward(request_id)
    if not links:
        return
    db.session.delete(links[0])
    db.session.flush()
    needed: set[Need] = set()
    for link in links:
        kept = queries.request_to_change(link.kept_id)
        if kept is None or kept.status == Status.CLAIMED:
            return
        _give_back(link, kept, needed)
        audit.record(actor, "gave_back_items", kept.id, gone=str(request_id))
        needed = _needs(kept)


def _onward(request_id: uuid.UUID) -> list[MergedRequest]:
    """To which request it was joined, to which that one, and so on."""
    links: list[MergedRequest] = []
    known = {request_id}
    link = db.session.get(MergedRequest, request_id, populate_existing=True)
    while link is not None and link.kept_id not in known:
        known.add(link.kept_id)
        links.append(link)
        link = db.session.get(MergedRequest, link.kept_id, populate_existing=True)
    return links


def _joined_to(request_id: uuid.UUID) -> list[uuid.UUID]:
    """What was joined to it, and what was joined to that before."""
    known = [request_id]
    for one in known:
        joined = sa.select(MergedRequest.request_id).where(MergedRequest.kept_id == one)
        known += [id_ for id_ in db.session.scalars(joined) if id_ not in known]
    return known[1:]


def _give_back(link: MergedRequest, kept: HelpRequest, needed: set[Need]) -> None:
    """Takes out of `kept` what came over a link and is not needed there any more."""
    stays = []
    for item in kept.items:
        came = str(item.id) in link.item_ids and item.delivered_by_id is None
        if not came or _said(item) in needed or _inherit(link, kept, item):
            stays.append(item)
    if any(item.delivered_by_id is None for item in stays):
        kept.items = stays
    keep_listed(kept)


def _inherit(link: MergedRequest, kept: HelpRequest, item: RequestItem) -> bool:
    """Whether another one that was joined needs it: from now on it is the item of that one."""
    others = db.session.scalars(
        sa.select(MergedRequest)
        .where(MergedRequest.kept_id == kept.id, MergedRequest.request_id != link.request_id)
        .order_by(MergedRequest.request_id)
    )
    for other in others:
        joined = queries.request_by_id(other.request_id)
        if joined is not None and _said(item) in _needs(joined):
            other.item_ids = [*other.item_ids, str(item.id)]
            return True
    return False


def _take_over(kept: HelpRequest, gone: HelpRequest) -> list[RequestItem]:
    known = _needs(kept)
    new: dict[Need, RequestItem] = {}
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


def _needs(request: HelpRequest) -> set[Need]:
    return {_said(item) for item in request.items if item.delivered_by_id is None}


def _said(item: RequestItem) -> Need:
    return item.category_id, without_phones(item.goods).casefold()
