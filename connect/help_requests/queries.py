"""Named reads of the help requests."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from connect.accounts import Account
from connect.foundation import security
from connect.foundation.bulk import READ_AT_ONCE, each_row
from connect.foundation.clock import utcnow
from connect.foundation.database import UtcDateTime, db, reading, table_of
from connect.geo import Nearest, Point, Position, Question
from connect.help_requests.access import Standing
from connect.help_requests.lifecycle import ACTIVE, LET_GO, AssignmentState, Status
from connect.help_requests.listing import slot_of
from connect.help_requests.models import Assignment, HelpRequest, ListedRequest
from connect.matching import CategoryNeeded, Need
from connect.responders import Responder

_listed = table_of(ListedRequest)
_request = table_of(HelpRequest)

MANAGE = "manage"

_NEAREST_OPEN = Nearest(
    Question(
        layer=_listed,
        key=_listed.c.request_id,
        # As it is stored: most readers hand it on, and none needs more of a row.
        columns=(sa.cast(_request.c.card, sa.Text).label("card"),),
        details=_request.c.id,
    )
)
_NEWEST_OPEN = (
    sa.select(_request.c.card)
    .where(
        _request.c.status == Status.OPEN,
        sa.tuple_(_request.c.created_at, _request.c.id)
        < sa.tuple_(sa.bindparam("before", type_=UtcDateTime), sa.bindparam("id", type_=sa.Uuid)),
    )
    .order_by(_request.c.created_at.desc(), _request.c.id.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_COUNT = sa.select(sa.func.count()).where(
    _request.c.status == sa.bindparam("status", type_=sa.String),
    _request.c.status_at >= sa.bindparam("since", type_=UtcDateTime),
)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_LAST_ID = uuid.UUID(int=2**128 - 1)


class Listed(NamedTuple):
    """A public card as JSON, and the distance in metres from the asker to its public cell."""

    json: str
    distance_m: float

    @property
    def card(self) -> dict[str, Any]:
        """The card, read."""
        card: dict[str, Any] = orjson.loads(self.json)
        return card


def nearby(
    point: Point,
    *,
    limit: int,
    within_m: float | None = None,
    category_id: int = 0,
    urgency: str | None = None,
    after: Position | None = None,
) -> list[Listed]:
    """Open requests by the distance of their public cells, nearest first, ties by id.

    One indexed statement over public cells; nothing in it knows the true points.
    """
    with reading() as connection:
        rows = _NEAREST_OPEN.ask(
            connection,
            point,
            slot_of(category_id, urgency),
            limit=limit,
            within_m=within_m,
            after=after,
        )
    return [Listed(row.card, row.distance_m) for row in rows]


def newest(
    *,
    limit: int,
    urgency: str | None = None,
    before: datetime | None = None,
    before_id: uuid.UUID | None = None,
) -> list[dict[str, Any]]:
    """The public cards of open requests, newest first."""
    asked = _NEWEST_OPEN
    if urgency is not None:
        asked = asked.where(_request.c.urgency == urgency)
    with reading() as connection:
        cards = connection.execute(
            asked,
            {"before": before or utcnow(), "id": before_id or _LAST_ID, "limit": limit},
        ).scalars()
        return list(cards)


def request_by_id(request_id: uuid.UUID) -> HelpRequest | None:
    """The request, or None."""
    return db.session.get(HelpRequest, request_id)


def request_to_change(request_id: uuid.UUID) -> HelpRequest | None:
    """The request as it is now, kept from everyone else until the transaction ends."""
    return db.session.get(HelpRequest, request_id, with_for_update=True, populate_existing=True)


def request_by_code(code: str, phone: str) -> HelpRequest | None:
    """The request of a short code, for who also knows the phone it was posted with."""
    return db.session.scalar(
        sa.select(HelpRequest).where(HelpRequest.code == code, HelpRequest.phone == phone)
    )


def manage_token(request: HelpRequest) -> str:
    """The token that acts for the requester. It is computed, so that nothing is stored."""
    return security.sign(MANAGE, request.id.hex)


def id_of_manage_token(token: str) -> uuid.UUID | None:
    """Which request a manage token is for, or None when it is not ours."""
    value = security.unsign(MANAGE, token)
    return uuid.UUID(value) if value else None


def active_assignment(request_id: uuid.UUID) -> Assignment | None:
    """Who is going, if anyone is."""
    return db.session.scalar(
        sa.select(Assignment).where(
            Assignment.request_id == request_id, Assignment.state.in_(ACTIVE)
        )
    )


def last_delivery(request_id: uuid.UUID) -> Assignment | None:
    """The assignment that delivered last, if any did."""
    return db.session.scalar(
        sa.select(Assignment)
        .where(Assignment.request_id == request_id, Assignment.state == AssignmentState.DELIVERED)
        .order_by(Assignment.ended_at.desc())
        .limit(1)
    )


def standings(
    request: HelpRequest, account: Account | None, tokens: Iterable[str]
) -> frozenset[Standing]:
    """What someone is to a request, by their account and the manage tokens that they hold."""
    found = {Standing.STRANGER}
    if any(id_of_manage_token(token) == request.id for token in tokens):
        found.add(Standing.REQUESTER)
    if account is not None:
        found.add(Standing.MEMBER)
        if account.id == request.requester_id:
            found.add(Standing.REQUESTER)
        if account.serves(request.ward_code, request.province_code):
            found.add(Standing.COORDINATOR)
        if _holds(request, account.id):
            found.add(Standing.CLAIMANT)
    return frozenset(found)


def _holds(request: HelpRequest, account_id: uuid.UUID) -> bool:
    # Who has delivered still holds the case until the requester has confirmed.
    going = {Status.CLAIMED: active_assignment, Status.DELIVERED: last_delivery}
    find = going.get(Status(request.status))
    assignment = find(request.id) if find else None
    return assignment is not None and assignment.responder.owner_id == account_id


def need_of(request: HelpRequest) -> Need:
    """What matching must know of a request."""
    return _need(request, _passed_over([request.id])[request.id])


def open_needs() -> Iterator[tuple[HelpRequest, Need]]:
    """Every open request by id, with what matching must know of it; in flat memory."""
    rows = each_row(HelpRequest, HelpRequest.id, HelpRequest.status == Status.OPEN)
    while page := list(islice(rows, READ_AT_ONCE)):
        passed_over = _passed_over([request.id for request in page])
        for request in page:
            yield request, _need(request, passed_over[request.id])


def _need(request: HelpRequest, passed_over: frozenset[uuid.UUID]) -> Need:
    wanted = {item.category for item in request.items if item.delivered_by_id is None}
    return Need(
        request.point,
        [CategoryNeeded(c.id, c.remote) for c in sorted(wanted, key=lambda c: c.id)],
        request.phone,
        passed_over,
    )


def _passed_over(request_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    found: dict[uuid.UUID, set[uuid.UUID]] = {id_: set() for id_ in request_ids}
    for row in db.session.execute(
        sa.select(Assignment.request_id, Assignment.responder_id).where(
            Assignment.request_id.in_(request_ids), Assignment.state.in_(LET_GO)
        )
    ):
        found[row.request_id].add(row.responder_id)
    return {id_: frozenset(responders) for id_, responders in found.items()}


def offers_to(account_id: uuid.UUID, now: datetime) -> list[Assignment]:
    """Open offers to the responders of an account, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Assignment)
            .join(Responder, Responder.id == Assignment.responder_id)
            .where(
                Responder.owner_id == account_id,
                Assignment.state == AssignmentState.OFFERED,
                Assignment.lapses_at > now,
            )
            .order_by(Assignment.created_at, Assignment.id)
        )
    )


def offers_with_requests(
    account_id: uuid.UUID, now: datetime
) -> list[tuple[Assignment, HelpRequest]]:
    """`offers_to`, each with its request."""
    return with_requests(offers_to(account_id, now))


def with_requests(assignments: Collection[Assignment]) -> list[tuple[Assignment, HelpRequest]]:
    """Assignments, each with its request, in one read."""
    found = requests_by_ids(assignment.request_id for assignment in assignments)
    requests = {request.id: request for request in found}
    return [(assignment, requests[assignment.request_id]) for assignment in assignments]


def cases_of(account_id: uuid.UUID) -> list[Assignment]:
    """The cases that the responders of an account carry now, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Assignment)
            .join(Responder, Responder.id == Assignment.responder_id)
            .where(Responder.owner_id == account_id, Assignment.state.in_(ACTIVE))
            .order_by(Assignment.created_at, Assignment.id)
        )
    )


def requests_of(account_id: uuid.UUID) -> list[HelpRequest]:
    """What an account has asked for, newest first."""
    return list(
        db.session.scalars(
            sa.select(HelpRequest)
            .where(HelpRequest.requester_id == account_id)
            .order_by(HelpRequest.created_at.desc())
        )
    )


def requests_by_ids(ids: Iterable[uuid.UUID]) -> list[HelpRequest]:
    """These requests in one read, newest first."""
    return list(
        db.session.scalars(
            sa.select(HelpRequest)
            .where(HelpRequest.id.in_(list(ids)))
            .order_by(HelpRequest.created_at.desc())
        )
    )


def count_waiting() -> int:
    """How many requests wait for someone now."""
    with reading() as connection:
        return connection.execute(_COUNT, {"status": Status.OPEN, "since": _LONG_AGO}).scalar_one()


def count_helped_since(moment: datetime) -> int:
    """How many requests have been fulfilled since a moment."""
    with reading() as connection:
        return connection.execute(
            _COUNT, {"status": Status.FULFILLED, "since": moment}
        ).scalar_one()
