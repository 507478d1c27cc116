"""Asking responders: a request is offered to its nearest few candidates, wave after wave."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

import sqlalchemy as sa

from connect import matching, notifications, responders
from connect.foundation import audit
from connect.foundation.bulk import insert_many
from connect.foundation.clock import utcnow
from connect.foundation.database import db, in_transaction, table_of, transaction
from connect.geo import Point, distance_m
from connect.help_requests import cases, notices, queries
from connect.help_requests.cases import Asked
from connect.help_requests.lifecycle import AssignmentState
from connect.help_requests.listing import URGENT
from connect.help_requests.models import Assignment, HelpRequest
from connect.help_requests.needs import chosen_shop, need_besides, need_of
from connect.matching import Candidate
from connect.notifications import OfferWish
from connect.responders import OwnedPlace

ASKED_AT_ONCE, ENOUGH = 3, 6
PLACES_AN_ACCOUNT, AROUND_M = 3, 10_000.0
OFFER_LIFE = timedelta(minutes=30)
NEXT_WAVE = {"urgent": timedelta(minutes=10), "normal": OFFER_LIFE}
# Nobody left to ask: somebody may have come home since.
TRY_AGAIN = timedelta(hours=1)
# Imported responders have nobody to ask, so some more candidates are read; at most so many. Who is
# near and sleeps or has enough to answer can be asked before long: fewer are read beyond them.
READ_AT_FIRST, READ_WHILE_SOME_WAIT, READ_AT_MOST = 20, 320, 5_000


class Free(NamedTuple):
    """Where a responder is who can be asked, which of its accounts, and all who act for it."""

    point: Point
    crew: list[uuid.UUID]
    everyone: list[uuid.UUID]


class Found(NamedTuple):
    """Who can be asked, nearest first, and what accounts wish.

    `later`: there are others, who sleep now or have as many offers as they want.
    """

    free: dict[uuid.UUID, Free]
    wishes: Mapping[uuid.UUID, OfferWish]
    later: bool

    @property
    def accounts(self) -> set[uuid.UUID]:
        """All who may be asked."""
        return {id_ for one in self.free.values() for id_ in one.crew}


class Chosen(NamedTuple):
    """Who is asked, at what moment; with the phones of their accounts, and what these wish."""

    asked: dict[uuid.UUID, Free]
    phones: Mapping[uuid.UUID, str]
    wishes: Mapping[uuid.UUID, OfferWish]
    now: datetime
    nobody_left: bool  # for the first time


def candidates(request: HelpRequest, limit: int) -> list[Candidate]:
    """The best candidates for a request, best first, by its true point."""
    return matching.nearest_responders(need_of(request), limit)


def could_be_vouched_for(request: HelpRequest, limit: int) -> list[Candidate]:
    """Who could come to a request that only those may know of who are vouched for, if they were."""
    if not request.shielded:
        return []
    everyone = matching.nearest_responders(need_of(request)._replace(vouched=False), limit)
    known = responders.vouched_among([one.responder_id for one in everyone])
    return [one for one in everyone if one.responder_id not in known]


def ask_nearest(request_id: uuid.UUID, *, farther: bool = False) -> int:
    """Offers an open request to the nearest who can be asked, until three are; how many new ones.

    `farther` asks three more, whoever is still being asked: the next wave. Matching reads before
    the transaction, so that no lock is held while it looks. Inside another transaction, which holds
    the request and so may not wait for accounts, it leaves that to the next round.
    """
    request = queries.request_by_id(request_id)
    if request is None or not request.seeks_helpers or in_transaction():
        return 0
    shielded = request.shielded
    found = look(request, cases.asked_before(request_id))
    with transaction():
        # Before the request, in the order of whoever takes one: else each waits for the other.
        phones = cases.lock_offers(found.accounts)
        request = queries.request_to_ask_for(request_id)
        # Marked since it was looked: whoever marks it looks anew, for those who may know of it.
        if request is None or not request.seeks_helpers or request.shielded != shielded:
            return 0
        before = cases.asked_before(request_id)
        chosen = choose(request, found, phones, before, farther=farther)
        offer(request, chosen)
    return len(chosen.asked)


def choose_first(request: HelpRequest) -> Chosen:
    """Who is asked for a request that is being opened, inside its transaction."""
    found = look(request)
    return choose(request, found, cases.lock_offers(found.accounts))


def choose(
    request: HelpRequest,
    found: Found,
    phones: Mapping[uuid.UUID, str],
    before: Collection[Asked] = (),
    *,
    farther: bool = False,
) -> Chosen:
    """Who of the found is asked now, and when the request asks again: that is set.

    Inside the transaction that has locked their accounts, whose `phones` these are.
    """
    now = utcnow()
    being_asked = sum(one.until > now for one in before if one.until)
    wanted = max(0, ASKED_AT_ONCE - (0 if farther else being_asked))
    free = _still_free(found, before, now) if wanted else {}
    asked = dict(islice(free.items(), wanted))
    later = found.later or len(free) < len(found.free)
    exhausted = not (being_asked or asked or later)
    nobody_left = exhausted and not request.exhausted
    request.exhausted = exhausted
    request.ask_at = now + (TRY_AGAIN if exhausted else NEXT_WAVE[request.urgency])
    return Chosen(asked, phones, found.wishes, now, nobody_left)


def look(request: HelpRequest, before: Collection[Asked] = ()) -> Found:
    """The nearest responders who can be asked, a few, each with the accounts to ask; before all
    others the shop that was chosen, if it can help and delivers. `before` were asked already.

    An account is asked once for a request, whatever it acts for, now or then; it has few open
    offers, and none at night but urgent ones. Of its responders in one place only the three oldest
    are asked: a net of them would find the door. An organisation can be asked while any who act
    for it can.
    """
    need = need_besides(request, {one.responder_id for one in before})
    crews = responders.crews({one.responder_id for one in before if not one.account_ids})
    asked_already = {account_id for crew in crews.values() for account_id in crew}.union(
        *(one.account_ids for one in before)
    )
    chosen = _asked_first(request)
    limit = READ_AT_MOST if chosen else READ_AT_FIRST
    while True:
        found = [one.responder_id for one in matching.nearest_responders(need, limit)]
        asked = _free(request, sorted(found, key=lambda id_: id_ != chosen), asked_already)
        most = READ_WHILE_SOME_WAIT if asked.later else READ_AT_MOST
        if len(asked.free) >= ASKED_AT_ONCE or len(found) < limit or limit >= most:
            return asked
        limit *= 4


def _asked_first(request: HelpRequest) -> uuid.UUID | None:
    """The shop that was chosen, if it brings things: to one that does not, somebody has to go."""
    shop = chosen_shop(request)
    return shop.id if shop and shop.delivers else None


def _free(request: HelpRequest, found: Sequence[uuid.UUID], asked_already: Set[uuid.UUID]) -> Found:
    places = responders.places_beside(found)
    own: dict[uuid.UUID, list[OwnedPlace]] = defaultdict(list)
    for place in places:
        own[place.owner_id].append(place)
    known, crews = {one.id: one for one in places}, responders.crews(found)
    everyone = {account_id for crew in crews.values() for account_id in crew} - asked_already
    now = utcnow()
    busy = cases.count_offers(everyone, now)
    wishes = notifications.offer_wishes(everyone, now, urgent=request.urgency == URGENT)
    left = {id_ for id_ in everyone if _wants_more(wishes[id_], busy.get(id_, 0))}
    waiting = {id_ for id_ in everyone - left if wishes[id_].most}
    free: dict[uuid.UUID, Free] = {}
    later = False
    for one in (known[id_] for id_ in found if id_ in known):
        crew = crews.get(one.id, [])
        if not _is_among_oldest(one, own[one.owner_id]):
            continue
        asked = _who_may(request, one.owner_id, [id_ for id_ in crew if id_ in left])
        if asked:
            free[one.id] = Free(one.point, asked, crew)
            left.difference_update(crew)
        elif not later:
            later = bool(_who_may(request, one.owner_id, [id_ for id_ in crew if id_ in waiting]))
        if len(free) == ENOUGH:
            break
    return Found(free, wishes, later)


def _wants_more(wish: OfferWish, waiting: int) -> bool:
    return waiting < wish.most and not wish.asleep


def _who_may(request: HelpRequest, owner_id: uuid.UUID, crew: list[uuid.UUID]) -> list[uuid.UUID]:
    # To the owner matching has seen.
    return crew if crew in ([], [owner_id]) else notices.may_meet(request, crew)


def _still_free(found: Found, before: Collection[Asked], now: datetime) -> dict[uuid.UUID, Free]:
    """Those of the found, whom nobody else can ask meanwhile, who can still be asked.

    Since the look others may have asked them, for this request or for theirs.
    """
    known = {one.responder_id for one in before}
    asked_already: set[uuid.UUID] = set().union(*(one.account_ids for one in before))
    accounts = {id_ for one in found.free.values() for id_ in one.crew} - asked_already
    busy = cases.count_offers(accounts, now)
    left = {id_ for id_ in accounts if _wants_more(found.wishes[id_], busy.get(id_, 0))}
    crews = {
        id_: one._replace(crew=[account_id for account_id in one.crew if account_id in left])
        for id_, one in found.free.items()
        if id_ not in known
    }
    return {id_: one for id_, one in crews.items() if one.crew}


def _is_among_oldest(one: OwnedPlace, own: Sequence[OwnedPlace]) -> bool:
    around = [other.id for other in own if distance_m(one.point, other.point) <= AROUND_M]
    return one.id in around[:PLACES_AN_ACCOUNT]


def withdraw_offers(request_id: uuid.UUID) -> None:
    """Nobody need answer any more: inside the transaction that takes or ends the request."""
    db.session.execute(
        sa.update(Assignment)
        .where(Assignment.request_id == request_id, Assignment.state == AssignmentState.OFFERED)
        .values(state=AssignmentState.TIMED_OUT, ended_at=utcnow())
    )


def offer(request: HelpRequest, chosen: Chosen, actor: str = "system") -> None:
    """Asks whom `choose`, or a coordinator (`actor`), has chosen: a statement for each table."""
    asked, now = chosen.asked, chosen.now
    if chosen.nobody_left:
        audit.record("system", "nobody_left", request.id)
    if not asked:
        return
    alike = {
        "request_id": request.id,
        "state": AssignmentState.OFFERED,
        "created_at": now,
        "lapses_at": now + OFFER_LIFE,
        "reason": "",
    }
    insert_many(
        table_of(Assignment),
        [
            alike
            | {
                "id": uuid.uuid4(),
                "responder_id": responder_id,
                "asked_ids": [str(account_id) for account_id in one.everyone],
            }
            for responder_id, one in asked.items()
        ],
    )
    crews = [(one.point, one.crew) for one in asked.values()]
    notices.offered(request, now + OFFER_LIFE, crews, chosen.phones, chosen.wishes)
    audit.record_each(actor, "asked", request.id, [{"responder": str(one)} for one in asked])
