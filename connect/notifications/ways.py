"""Which ways a notice takes: the first that works, in one order for all, free before dear."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from connect import channels
from connect.notifications import queries
from connect.notifications.backoff import after_the_night
from connect.notifications.marks import mark_of
from connect.notifications.models import DeliveryState, Wire

OFFER = "offer"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody is told: an account, a phone, or both. `may_wait` is for after quiet hours."""

    kind: str
    text: str
    phone: str | None
    account_id: uuid.UUID | None = None
    request_id: uuid.UUID | None = None
    may_wait: bool = False


class Way(NamedTuple):
    """A wire, and where on it: a phone, a mail address, the id of a subscription."""

    wire: Wire
    to: str


def deliveries_of(
    all_told: Sequence[Told], wishes: Mapping[uuid.UUID | None, Any], now: datetime
) -> Iterator[list[dict[str, Any]]]:
    """The deliveries of each, as rows without a notice: due on the first wire, spare behind it.

    `wishes` is what their accounts have said; sending asks only whether the address is still
    theirs and not muted. A wire may have several (each browser of a person); the wires behind it
    are for when all of them have failed for good.
    """
    in_force = channels.in_force()
    own = [_own_ways(told, wishes[told.account_id], in_force) for told in all_told]
    muted = queries.muted(mark for marks in own for mark in marks.values())
    browsers = _browsers(wishes.values(), in_force)
    for told, own_ways in zip(all_told, own, strict=True):
        said = wishes[told.account_id]
        ways = [Way(Wire.PUSH, str(id_)) for id_ in browsers.get(told.account_id, ())]
        if told.phone and said.zalo and Wire.ZALO in in_force:
            ways.append(Way(Wire.ZALO, told.phone))
        ways += (way for way, mark in own_ways.items() if mark not in muted)
        due_at = _due_at(said, now, may_wait=told.may_wait)
        yield [
            {
                "channel": way.wire,
                "to": way.to,
                "state": DeliveryState.DUE if way.wire == ways[0].wire else DeliveryState.SPARE,
                "due_at": due_at,
                "tries": 0,
                "error": "",
            }
            for way in (ways if (said.offers if told.kind == OFFER else said.news) else ())
        ]


def _own_ways(told: Told, wishes: Any, in_force: Collection[str]) -> dict[Way, str]:
    """The ways that can be muted, each with its mark."""
    own = []
    if wishes.email and Wire.EMAIL in in_force:
        own.append(Way(Wire.EMAIL, wishes.email))
    if told.phone:
        own.append(Way(Wire.SMS, told.phone))
    return {way: mark_of(*way) for way in own}


def _browsers(
    wishes: Collection[Any], in_force: Collection[str]
) -> Mapping[uuid.UUID | None, Sequence[uuid.UUID]]:
    wanted = [said.account_id for said in wishes if said.push]
    return queries.subscriptions_by_account(wanted) if wanted and Wire.PUSH in in_force else {}


def _due_at(wishes: Any, now: datetime, *, may_wait: bool) -> datetime:
    waits = may_wait or not wishes.urgent_at_night
    if not waits or wishes.quiet_from is None or wishes.quiet_until is None:
        return now
    return after_the_night(now, wishes.quiet_from, wishes.quiet_until)
