"""Named reads of the help requests."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from connect.foundation import security
from connect.foundation.clock import utcnow
from connect.foundation.database import UtcDateTime, db, reading, table_of
from connect.geo import Nearest, Point, Position, Question
from connect.help_requests.cards import cards_of
from connect.help_requests.lifecycle import Status
from connect.help_requests.listing import URGENT, slot_of
from connect.help_requests.models import HelpRequest, ListedRequest
from connect.help_requests.silence import Silence

_listed = table_of(ListedRequest)
_request = table_of(HelpRequest)

MANAGE, REPLY = "manage", "reply"

# The id of a request as it is stored: nobody needs more of it than to tell it from others.
_FOUND = (_listed.c.id, sa.type_coerce(_listed.c.request_id, sa.String).label("request_id"))
_NEAREST_OPEN = Nearest(
    Question(
        layer=_listed,
        key=_listed.c.request_id,
        columns=_FOUND,
    )
)
# Nearly all are normal, so these have no compartment: the urgent ones between are passed over.
_NEAREST_NORMAL = Nearest(
    Question(
        layer=_listed,
        key=_listed.c.request_id,
        columns=_FOUND,
        source=_listed.join(_request, _request.c.id == _listed.c.request_id),
        where=(_request.c.urgency != URGENT,),
    )
)
_NEWEST_OPEN = (
    sa.select(_request.c.card)
    .where(
        _request.c.status == Status.OPEN,
        _request.c.silence != Silence.HIDDEN,
        _request.c.concerns == "",
        sa.tuple_(_request.c.created_at, _request.c.id)
        < sa.tuple_(sa.bindparam("before", type_=UtcDateTime), sa.bindparam("id", type_=sa.Uuid)),
    )
    .order_by(_request.c.created_at.desc(), _request.c.id.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
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

    One indexed statement over public cells; nothing in it knows the true points. The cards are
    nearly always at hand.
    """
    with reading() as connection:
        asked = _NEAREST_OPEN if urgency in (None, URGENT) else _NEAREST_NORMAL
        cards = None
        while cards is None:  # else somebody has taken one meanwhile, and the list is another
            rows = asked.ask(
                connection,
                point,
                slot_of(category_id, urgent=urgency == URGENT),
                limit=limit,
                within_m=within_m,
                after=after,
            )
            cards = cards_of(connection, [row[:2] for row in rows])
    return [Listed(card, row.distance_m) for card, row in zip(cards, rows, strict=True)]


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


def request_to_ask_for(request_id: uuid.UUID) -> HelpRequest | None:
    """As `request_to_change`, without its items, which are read when they are needed."""
    return db.session.get(
        HelpRequest,
        request_id,
        options=[lazyload(HelpRequest.items)],
        with_for_update=True,
        populate_existing=True,
    )


def request_to_change(request_id: uuid.UUID) -> HelpRequest | None:
    """The request as it is now, kept from everyone else until the transaction ends."""
    return db.session.get(HelpRequest, request_id, with_for_update=True, populate_existing=True)


def requests_to_change(ids: Iterable[uuid.UUID]) -> list[HelpRequest]:
    """As `request_to_change`, all at once.

    Whoever changes several locks them here before anything else, in the order of their ids, so that
    no two wait for each other.
    """
    return list(
        db.session.scalars(
            sa.select(HelpRequest)
            .where(HelpRequest.id.in_(list(ids)))
            .order_by(HelpRequest.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


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


def reply_token(request: HelpRequest) -> str:
    """The token of the short link in a message: it answers what was asked, and shows no more."""
    return security.sign(REPLY, request.code)


def request_of_reply_token(token: str) -> HelpRequest | None:
    """The request that a reply token is for, or None when it is not ours."""
    code = security.unsign(REPLY, token)
    return db.session.scalar(
        sa.select(HelpRequest).where(HelpRequest.code == code, HelpRequest.erased_at.is_(None))
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


def ids_spoken_for(account_id: uuid.UUID | None, held: Iterable[uuid.UUID]) -> sa.Select[uuid.UUID]:
    """Selects the ids of what an account has asked for, and of those whose links are held."""
    theirs = sa.and_(HelpRequest.id.in_(list(held)), HelpRequest.erased_at.is_(None))
    if account_id is not None:
        theirs = sa.or_(HelpRequest.requester_id == account_id, theirs)
    return sa.select(HelpRequest.id).where(theirs)


def requests_by_ids(ids: Iterable[uuid.UUID]) -> list[HelpRequest]:
    """These requests in one read, newest first."""
    return list(
        db.session.scalars(
            sa.select(HelpRequest)
            .where(HelpRequest.id.in_(list(ids)))
            .order_by(HelpRequest.created_at.desc())
        )
    )
