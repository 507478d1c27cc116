"""What has become of a request: its steps, told backwards from now, none of them in the future."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

from connect.cli.demo.crowd import Around, Member, with_room
from connect.foundation.clock import HOME_ZONE
from connect.help_requests import (
    DECLINED_AFTER,
    LEASE,
    OFFER_LIFE,
    OPEN_LIFE,
    SILENCE_CONFIRMS,
    AssignmentState,
    CloseReason,
    Event,
    PastStep,
)

ASKED = 3
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
_AWAKE = range(6, 23)


class Diary:
    """The steps of one request. Each fate below writes them and gives the moment it was opened."""

    def __init__(self, dice: Random, now: datetime, around: Around, items: int) -> None:
        self.dice = dice
        self.now = now
        self.around = around
        self.items = items
        self.steps: list[PastStep] = []
        self.refused: set[uuid.UUID] = set()

    def ago(self, least: timedelta, most: timedelta) -> datetime:
        """A moment that long ago, at an hour when people are awake if there is one."""
        moment = self.now
        for _ in range(8):
            moment = self.now - least - self.dice.random() * (most - least)
            if moment.astimezone(HOME_ZONE).hour in _AWAKE:
                break
        return moment

    def helper(self) -> Member:
        """Who goes."""
        return with_room(self.dice, self.around, self.refused)

    def ask(self, at: datetime, until: datetime, goes: Member | None = None) -> None:
        """The nearest are asked, a few seconds after `at`; `until` is what happens next."""
        at += timedelta(seconds=self.dice.randint(1, 4))
        asked = [m for m in self.around.able if m.id not in self.refused][:ASKED]
        for member in asked or self.around.others[:1]:
            answer = AssignmentState.OFFERED
            passed = until - at
            if passed >= OFFER_LIFE:
                answer = AssignmentState.TIMED_OUT
            unwilling = self.dice.random() < 0.3 or OFFER_LIFE - 2 * MINUTE < passed < OFFER_LIFE
            if member is not goes and passed > DECLINED_AFTER and unwilling:
                answer = AssignmentState.DECLINED
                self.refused.add(member.id)
            self.steps.append(PastStep(at=at, event=None, responder_id=member.id, answer=answer))

    def open(self, at: datetime, until: datetime, goes: Member | None = None) -> datetime:
        """Opened, and asked at once."""
        self.ask(at, until, goes)
        return at

    def opened_before(self, claim: datetime, goes: Member) -> datetime:
        """Opened some while before it was claimed; now and then someone else had let go of it."""
        waited = min(timedelta(minutes=4 + self.dice.expovariate(1 / 45)), 7 * HOUR)
        if self.dice.random() < 0.9:
            return self.open(claim - waited, claim, goes)
        first = self.helper()
        released = claim - waited
        taken = released - timedelta(minutes=self.dice.randint(12, 90))
        created = self.open(taken - timedelta(minutes=self.dice.randint(3, 25)), taken, first)
        if first is goes:
            return created
        self.step(taken, Event.CLAIM, first)
        self.step(released, Event.RELEASE, reason="Xe hư giữa đường, xin lỗi cô bác")
        self.refused.add(first.id)
        self.ask(released, claim, goes)
        return created

    def step(
        self,
        at: datetime,
        event: Event,
        who: Member | None = None,
        *,
        reason: str = "",
        items: int = 1,
    ) -> None:
        """One thing that happened."""
        self.steps.append(
            PastStep(
                at=at,
                event=event,
                responder_id=who.id if who else None,
                reason=reason,
                items=items,
            )
        )

    def claimed_at(self, at: datetime) -> tuple[datetime, Member]:
        """Everything up to a claim."""
        goes = self.helper()
        created = self.opened_before(at, goes)
        self.step(at, Event.CLAIM, goes)
        return created, goes

    def delivered_at(self, at: datetime, event: Event = Event.DELIVER, items: int = 1) -> datetime:
        """Everything up to a delivery."""
        claim = at - timedelta(minutes=self.dice.randint(22, 205))
        created, _goes = self.claimed_at(claim)
        self.step(at, event, items=items)
        return created


def waiting(diary: Diary, *, least: timedelta, most: timedelta) -> datetime:
    """Nobody has taken it yet."""
    return diary.open(diary.ago(least, most), diary.now)


def claimed(diary: Diary, *, least: timedelta, most: timedelta) -> datetime:
    """Someone is going: the only fate that takes room with a helper."""
    created, goes = diary.claimed_at(diary.now - least - diary.dice.random() * (most - least))
    goes.load += 1
    return created


def handed_back(diary: Diary, *, by: Event) -> datetime:
    """Taken, let go of, and waiting again."""
    end = diary.ago(8 * MINUTE, 18 * HOUR)
    held = LEASE if by == Event.LAPSE else timedelta(minutes=diary.dice.randint(15, 150))
    created, goes = diary.claimed_at(end - held)
    diary.step(end, by, reason="Có việc gấp ở nhà" if by == Event.RELEASE else "")
    diary.refused.add(goes.id)
    diary.ask(end, diary.now)
    return created


def delivered_in_part(diary: Diary) -> datetime:
    """Some of it has come; the rest waits again."""
    end = diary.ago(10 * MINUTE, 20 * HOUR)
    created = diary.delivered_at(end, Event.DELIVER_PART, diary.dice.randint(1, diary.items - 1))
    diary.ask(end, diary.now)
    return created


def reopened(diary: Diary) -> datetime:
    """Said to be delivered, but nothing came."""
    end = diary.ago(15 * MINUTE, 10 * HOUR)
    created = diary.delivered_at(end - timedelta(minutes=diary.dice.randint(10, 120)))
    diary.step(end, Event.REOPEN)
    diary.ask(end, diary.now)
    return created


def delivered(diary: Diary) -> datetime:
    """Waiting for the household's word."""
    return diary.delivered_at(diary.ago(4 * MINUTE, 22 * HOUR))


def fulfilled(diary: Diary) -> datetime:
    """It arrived, they said."""
    end = diary.ago(3 * MINUTE, 40 * HOUR)
    created = diary.delivered_at(end - timedelta(minutes=3 + diary.dice.expovariate(1 / 90)))
    diary.step(end, Event.CONFIRM)
    return created


def fulfilled_by_silence(diary: Diary) -> datetime:
    """Nobody objected."""
    end = diary.ago(HOUR, 14 * HOUR)
    created = diary.delivered_at(end - SILENCE_CONFIRMS)
    diary.step(end, Event.CONFIRM)
    return created


def closed(diary: Diary, *, reason: CloseReason) -> datetime:
    """Closed without a claim."""
    end = diary.ago(6 * MINUTE, 44 * HOUR)
    soon = reason in (CloseReason.DUPLICATE, CloseReason.REJECTED, CloseReason.OUT_OF_AREA)
    wait = timedelta(minutes=diary.dice.randint(6, 70 if soon else 1_100))
    created = diary.open(end - wait, end)
    diary.step(end, Event.CLOSE, reason=reason)
    return created


def unreachable(diary: Diary) -> datetime:
    """Someone went, and nobody answered the phone or the door."""
    end = diary.ago(10 * MINUTE, 40 * HOUR)
    created, _goes = diary.claimed_at(end - timedelta(minutes=diary.dice.randint(40, 160)))
    diary.step(end, Event.CLOSE, reason=CloseReason.UNREACHABLE)
    return created


def expired(diary: Diary) -> datetime:
    """It waited for as long as a request may."""
    end = diary.ago(2 * HOUR, 40 * HOUR)
    created = diary.open(end - OPEN_LIFE, end)
    diary.step(end, Event.EXPIRE)
    return created


# How many of each; a request that was delivered in part has two items at least.
FATES: tuple[tuple[int, Callable[[Diary], datetime]], ...] = (
    (45, partial(waiting, least=MINUTE, most=2 * HOUR)),
    (50, partial(waiting, least=2 * HOUR, most=20 * HOUR)),
    (40, partial(waiting, least=20 * HOUR, most=46 * HOUR)),
    (11, partial(handed_back, by=Event.RELEASE)),
    (8, partial(handed_back, by=Event.LAPSE)),
    (22, delivered_in_part),
    (5, reopened),
    (36, partial(claimed, least=MINUTE, most=70 * MINUTE)),
    (20, partial(claimed, least=70 * MINUTE, most=200 * MINUTE)),
    (9, partial(claimed, least=205 * MINUTE, most=LEASE - 6 * MINUTE)),
    (40, delivered),
    (96, fulfilled),
    (8, fulfilled_by_silence),
    (13, partial(closed, reason=CloseReason.WITHDRAWN)),
    (10, partial(closed, reason=CloseReason.DONE_BY_OTHERS)),
    (6, partial(closed, reason=CloseReason.DUPLICATE)),
    (4, partial(closed, reason=CloseReason.OUT_OF_AREA)),
    (3, partial(closed, reason=CloseReason.REJECTED)),
    (8, unreachable),
    (4, expired),
)
