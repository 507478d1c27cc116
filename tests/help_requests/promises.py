"""What holds after every step of a life, asked of the database: see `test_life`."""

import uuid
from collections import Counter, defaultdict

import sqlalchemy as sa

from connect.foundation import clock
from connect.foundation.audit import AuditEntry
from connect.foundation.database import db
from connect.help_requests import queries
from connect.help_requests.lifecycle import (
    ACTIVE,
    LET_GO,
    TRANSITIONS,
    AssignmentState,
    Event,
    Status,
)
from connect.help_requests.models import Assignment, HelpRequest, ListedRequest
from connect.help_requests.offering import ASKED_AT_ONCE
from connect.help_requests.silence import Silence
from connect.notifications.models import Notice
from connect.responders import Responder

MOST_OFFERS = 3
EVENTS = {
    "claimed": Event.CLAIM,
    "released": Event.RELEASE,
    "lapsed": Event.LAPSE,
    "delivered": Event.DELIVER,
    "delivered_in_part": Event.DELIVER_PART,
    "confirmed": Event.CONFIRM,
    "reopened": Event.REOPEN,
    "closed": Event.CLOSE,
    "expired": Event.EXPIRE,
}


class Promises:
    """Asked again and again, it remembers who was asked and who said no; `seen` gathers states."""

    def __init__(self, seen: set[str]) -> None:
        self.seen = seen
        # Who may answer for which organisation.
        self.crews: dict[uuid.UUID, set[uuid.UUID]] = {}
        self.offered: set[uuid.UUID] = set()
        self.looked = 0
        self.refused: set[tuple[uuid.UUID, uuid.UUID | None]] = set()

    def hold(self) -> None:
        """Raises `AssertionError` where one does not."""
        rows = list(db.session.scalars(sa.select(Assignment)))
        requests = list(db.session.scalars(sa.select(HelpRequest)))
        told: dict[uuid.UUID, list[AuditEntry]] = defaultdict(list)
        for entry in db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)):
            told[entry.subject_id].append(entry)
        asked = Counter(
            db.session.scalars(sa.select(Notice.request_id).where(Notice.kind == "check_in"))
        )
        for request in requests:
            own = [one for one in rows if one.request_id == request.id]
            self._one_goes(request, own)
            self._its_timeline_tells_its_state(request, told[request.id], asked[request.id])
            self._what_is_missing_is_what_nobody_brought(request, own)
        self._loads_and_caps(rows)
        self._any_member_answers_and_one_does(rows)
        self._only_who_can_is_asked(rows, {one.id: one for one in requests})
        self._who_seeks_helpers_is_listed(requests)
        self.seen |= {one.state for one in rows} | {one.silence for one in requests}

    def _one_goes(self, request: HelpRequest, own: list[Assignment]) -> None:
        active = [one for one in own if one.state in ACTIVE]
        assert len(active) == (request.status == Status.CLAIMED)
        assert all(one.lapses_at for one in active)
        offered = [one for one in own if one.state == AssignmentState.OFFERED]
        if not request.seeks_helpers:
            assert not offered
        # Nobody is forgotten: who seeks helpers has a moment at which more are asked.
        assert (request.ask_at is not None) == request.seeks_helpers
        now = clock.utcnow()
        assert not (request.exhausted and [o for o in offered if o.lapses_at and o.lapses_at > now])
        if request.status != Status.OPEN:
            assert not request.exhausted
        assert (request.close_reason is not None) == (request.status == Status.CLOSED)
        waits = request.status in (Status.OPEN, Status.DELIVERED)
        assert (request.silence_due_at is not None) == waits
        assert waits or request.silence == Silence.HEARD

    def _its_timeline_tells_its_state(
        self, request: HelpRequest, entries: list[AuditEntry], asked: int
    ) -> None:
        assert entries[0].action == "opened"
        state = Status.OPEN
        for entry in entries[1:]:
            if entry.action in EVENTS:
                state = TRANSITIONS[state, EVENTS[entry.action]]
                self.seen.add(EVENTS[entry.action])
        assert state == request.status
        done = [entry.action for entry in entries]
        assert Silence(request.silence) == Silence.HEARD or "checked_in" in done
        assert request.silence != Silence.HIDDEN or "hidden" in done
        assert asked == done.count("checked_in")
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)

    def _what_is_missing_is_what_nobody_brought(
        self, request: HelpRequest, own: list[Assignment]
    ) -> None:
        brought = {one.id for one in own if one.state == AssignmentState.DELIVERED}
        missing = [item for item in request.items if item.delivered_by_id is None]
        assert {item.delivered_by_id for item in request.items} - {None} <= brought
        if request.status in (Status.DELIVERED, Status.FULFILLED):
            assert not missing
        if request.status in (Status.OPEN, Status.CLAIMED):
            assert missing
            shown = [item["category"] for item in request.card["items"]]
            assert sorted(shown) == sorted(item.category.code for item in missing)

    def _who_seeks_helpers_is_listed(self, requests: list[HelpRequest]) -> None:
        """And nobody else is, from wherever one looks: each time it is another one's place."""
        seeking = {one.id for one in requests if one.seeks_helpers}
        assert set(db.session.scalars(sa.select(ListedRequest.request_id))) == seeking
        if requests:
            self.looked += 1
            near = requests[self.looked % len(requests)].point
            found = [uuid.UUID(one.card["id"]) for one in queries.nearby(near, limit=100)]
            assert set(found) == seeking
            assert found == list(dict.fromkeys(found))

    def _loads_and_caps(self, rows: list[Assignment]) -> None:
        for responder in db.session.scalars(sa.select(Responder)):
            carried = [
                one for one in rows if one.responder_id == responder.id and one.state in ACTIVE
            ]
            assert responder.load == len(carried) <= responder.capacity

    def _only_who_can_is_asked(
        self, rows: list[Assignment], requests: dict[uuid.UUID, HelpRequest]
    ) -> None:
        now = clock.utcnow()
        open_offers = [
            one
            for one in rows
            if one.state == AssignmentState.OFFERED and one.lapses_at and one.lapses_at > now
        ]
        alone = [one for one in open_offers if one.responder_id not in self.crews]
        asked_of = Counter(one.responder.owner_id for one in alone)
        assert max(asked_of.values(), default=0) <= MOST_OFFERS
        for some in (
            [(one.request_id, one.responder.owner_id) for one in alone],
            # An organisation is asked as one.
            [(one.request_id, one.responder_id) for one in open_offers],
        ):
            assert len(set(some)) == len(some)
        for one in open_offers:
            if one.id in self.offered:
                continue  # since then they may have filled up, or paused
            asker = requests[one.request_id].requester_id
            assert one.responder.available
            assert one.responder.load < one.responder.capacity
            assert self._may_answer(one) - {asker}
            assert self._refusal_of(one) not in self.refused
        self.offered |= {one.id for one in rows}
        self.refused |= {self._refusal_of(one) for one in rows if one.state in LET_GO}
        for request_id in requests:
            asked = [one for one in open_offers if one.request_id == request_id]
            assert len(asked) <= 3 * ASKED_AT_ONCE

    def _any_member_answers_and_one_does(self, rows: list[Assignment]) -> None:
        for one in rows:
            if one.state in (*ACTIVE, AssignmentState.DELIVERED):
                assert one.account_id in self._may_answer(one)

    def _may_answer(self, case: Assignment) -> set[uuid.UUID | None]:
        return {*self.crews.get(case.responder_id, {case.responder.owner_id})}

    def _refusal_of(self, case: Assignment) -> tuple[uuid.UUID, uuid.UUID | None]:
        """A no is a no for all of an organisation, and of a volunteer for all that is theirs."""
        of_group = case.responder_id in self.crews
        return case.request_id, case.responder_id if of_group else case.responder.owner_id
