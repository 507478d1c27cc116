"""Named reads of flags and judgements."""

import uuid
from collections.abc import Collection, Sequence
from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa

from connect.foundation.database import db
from connect.foundation.planning import checked
from connect.geo import in_areas
from connect.help_requests import CloseReason, HelpRequest, Status
from connect.moderation.models import Flag, Judgement, Verdict

MOST_SHOWN = 100


class Flagged(NamedTuple):
    """A request, and what is reported of it, the oldest first."""

    request: HelpRequest
    flags: Sequence[Flag]


def waiting_in(areas: Collection[str] | None) -> list[Flagged]:
    """What nobody has decided in these areas, None for all: at most a hundred flags.

    By request, who waits longest first.
    """
    found = db.session.scalars(
        sa.select(Flag).where(*_waiting(areas)).order_by(Flag.created_at, Flag.id).limit(MOST_SHOWN)
    ).all()
    first: dict[uuid.UUID, int] = {}
    for place, one in enumerate(found):
        first.setdefault(one.request_id, place)
    by_request = sorted(found, key=lambda one: first[one.request_id])
    return [
        Flagged(flags[0].request, flags)
        for _id, group in groupby(by_request, key=lambda one: one.request_id)
        if (flags := list(group))
    ]


def flags_on(request_id: uuid.UUID, areas: Collection[str] | None) -> Sequence[Flag]:
    """What waits on one request in these areas."""
    return db.session.scalars(
        sa.select(Flag).where(Flag.request_id == request_id, *_waiting(areas))
    ).all()


def appeals_in(areas: Collection[str] | None) -> Sequence[Judgement]:
    """With which decisions somebody disagrees, oldest first: at most a hundred."""
    return db.session.scalars(
        sa.select(Judgement)
        .join(HelpRequest, HelpRequest.id == Judgement.request_id)
        .where(*_appealed(areas))
        .order_by(Judgement.appealed_at)
        .limit(MOST_SHOWN)
    ).all()


def count_waiting_in(areas: Collection[str] | None) -> int:
    """Of how many requests something is reported or a decision disputed."""
    flagged = sa.select(Flag.request_id).where(*_waiting(areas))
    disputed = sa.select(Judgement.request_id).join(
        HelpRequest, HelpRequest.id == Judgement.request_id
    )
    both = flagged.union(disputed.where(*_appealed(areas))).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(both)) or 0


def closing_of(request_id: uuid.UUID) -> Judgement | None:
    """The last decision that closed a request, or None."""
    return db.session.scalar(
        sa.select(Judgement)
        .where(Judgement.request_id == request_id, Judgement.verdict == Verdict.CLOSED)
        .order_by(Judgement.at.desc())
        .limit(1)
    )


def _waiting(areas: Collection[str] | None) -> tuple[sa.ColumnElement[bool], ...]:
    return Flag.judgement_id.is_(None), in_areas(areas, Flag.ward_code, Flag.province_code)


def _appealed(areas: Collection[str] | None) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Judgement.appealed_at.is_not(None),
        Judgement.answered_at.is_(None),
        checked(
            in_areas(areas, HelpRequest.ward_code, HelpRequest.province_code),
            # As `service.holds`: what was opened again since is not disputed any more.
            HelpRequest.status == Status.CLOSED,
            HelpRequest.close_reason == CloseReason.REJECTED,
            Judgement.at >= HelpRequest.status_at,
        ),
    )
