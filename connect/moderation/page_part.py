"""What was decided, on the page of the request."""

import uuid
from typing import NamedTuple

from connect.help_requests import Standing, view_of
from connect.moderation import queries, service
from connect.moderation.models import Judgement


class Closing(NamedTuple):
    """Why a request was closed, and whether one may still disagree."""

    judgement: Judgement
    may_appeal: bool


def closing(request_id: uuid.UUID) -> Closing | None:
    """For who asked and for coordinators, of a request that a decision closed; None otherwise."""
    view = view_of(request_id)
    if not view.standings & {Standing.REQUESTER, Standing.COORDINATOR}:
        return None
    found = queries.closing_of(request_id)
    if found is None or not service.holds(view.request, found):
        return None
    mine = Standing.REQUESTER in view.standings
    return Closing(found, mine and service.may_appeal(view.request, found))
