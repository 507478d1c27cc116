"""What matching must know of help requests."""

import uuid
from collections.abc import Iterator, Sequence, Set
from itertools import islice

import sqlalchemy as sa

from connect import responders
from connect.accounts import account_by_id, phones_at_odds_with
from connect.foundation.bulk import READ_AT_ONCE, each_row
from connect.foundation.database import db
from connect.help_requests.lifecycle import LET_GO, Status
from connect.help_requests.models import Assignment, HelpRequest
from connect.matching import CategoryNeeded, Need
from connect.responders import Responder

_ids: sa.BindParameter[uuid.UUID] = sa.bindparam("ids", expanding=True)
_PASSED_OVER = (
    sa.select(Assignment.request_id, Assignment.responder_id)
    .where(Assignment.request_id.in_(_ids), Assignment.state.in_(LET_GO))
    .union_all(
        sa.select(HelpRequest.id, Responder.id)
        .join(Responder, Responder.owner_id == HelpRequest.requester_id)
        .where(HelpRequest.id.in_(_ids))
    )
)


def need_of(request: HelpRequest) -> Need:
    """What matching must know of a request."""
    return _need(request, _passed_over([request.id])[request.id])


def need_besides(request: HelpRequest, asked: Set[uuid.UUID]) -> Need:
    """As `need_of`, where it is known who was asked, and so who has let go."""
    own = responders.responders_of(request.requester_id) if request.requester_id else ()
    return _need(request, asked | {one.id for one in own})


def chosen_shop(request: HelpRequest) -> Responder | None:
    """The shop that a request names, while there is one."""
    return responders.responder_by_id(request.supplier_id) if request.supplier_id else None


def open_needs() -> Iterator[tuple[HelpRequest, Need]]:
    """Every open request by id, with what matching must know of it; in flat memory."""
    rows = each_row(HelpRequest, HelpRequest.id, HelpRequest.status == Status.OPEN)
    while page := list(islice(rows, READ_AT_ONCE)):
        passed_over = _passed_over([request.id for request in page])
        for request in page:
            yield request, _need(request, passed_over[request.id])


def _need(request: HelpRequest, passed_over: Set[uuid.UUID]) -> Need:
    wanted = {item.category for item in request.items if item.delivered_by_id is None}
    asker = account_by_id(request.requester_id) if request.requester_id else None
    if asker is not None and asker.phone != request.phone and request.is_of(asker):
        # Matching sees to the phone of the request; who asked may have another one.
        passed_over = passed_over | responders.ids_of_phones(phones_at_odds_with(asker.phone))
    return Need(
        request.point,
        [CategoryNeeded(c.id, c.remote) for c in sorted(wanted, key=lambda c: c.id)],
        request.phone,
        frozenset(passed_over),
        request.shielded,
    )


def _passed_over(request_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Who has let go of these requests, and the responders of whoever has posted them."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {id_: set() for id_ in request_ids}
    for row in db.session.execute(_PASSED_OVER, {"ids": request_ids}):
        found[row.request_id].add(row.responder_id)
    return {id_: frozenset(responders) for id_, responders in found.items()}
