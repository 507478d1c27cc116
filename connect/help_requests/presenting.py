"""A help request in JSON: the public card, and what only those involved may read."""

from collections.abc import Sequence
from typing import Any

import orjson

from connect import geo, responders
from connect.accounts import Account
from connect.foundation.config import Settings
from connect.foundation.errors import NotFound
from connect.geo import Point
from connect.help_requests import cases, looks, offering, queries
from connect.help_requests.access import Standing, sees_phone
from connect.help_requests.arrival_code import arrival_code
from connect.help_requests.models import Assignment, HelpRequest
from connect.help_requests.needs import chosen_shop
from connect.help_requests.who_goes import person_of, tier_of_helper
from connect.matching import Candidate
from connect.responders import Kind, Responder

# Enough that who is on a requester's list does not hang on exact distances among the nearest.
READ_FOR_A_LIST = 150


def listed(found: Sequence[queries.Listed]) -> orjson.Fragment:
    """The rows of the public list: the stored cards, unread, each with its distance."""
    cards = [f'{one.json[:-1]},"distance_m":{one.distance_m:.1f}}}' for one in found]
    return orjson.Fragment(f"[{','.join(cards)}]")


def private_fields(request: HelpRequest, standings: frozenset[Standing]) -> dict[str, Any]:
    """All of it: only for the requester, the claimant and coordinators of the area."""
    shared = sees_phone(standings, shared=request.share_phone)
    seen = {"reveals": list(looks.presented(request))} if Standing.REQUESTER in standings else {}
    return request.card | {
        **seen,
        "code": request.code,
        "name": request.name,
        "phone": request.phone if shared else None,
        "share_phone": request.share_phone,
        "silence": request.silence,
        "location": {"lat": request.lat, "lon": request.lon},
        "address": request.address,
        "description": request.description,
        "close_reason": request.close_reason,
        "concerns": request.concerns.split(),
        "helper": _helper(request),
        "supplier": _shop(request),
        "asks_code": request.asks_code,
        "arrival_code": arrival_code(request, cases.active_assignment(request.id)),
        "items": [
            {
                "id": str(item.id),
                "category": item.category.code,
                "goods": item.goods,
                "quantity": item.quantity,
                "note": item.note,
                "delivered": item.delivered_by_id is not None,
            }
            for item in request.items
        ],
    }


def _shop(request: HelpRequest) -> dict[str, Any] | None:
    """The shop that the request names: who `delivers` is asked first, to others somebody goes."""
    shop = chosen_shop(request)
    if shop is None:
        return None
    place = {"location": {"lat": shop.lat, "lon": shop.lon}, "address": shop.address}
    return {"id": str(shop.id), "name": shop.name, "delivers": shop.delivers} | place


def _helper(request: HelpRequest) -> dict[str, Any] | None:
    """Who is going, since when, how far along."""
    assignment = cases.helper_of(request)
    if assignment is None:
        return None
    return _going(assignment)


def _going(assignment: Assignment) -> dict[str, Any]:
    return {
        "name": "" if assignment.responder.forgotten else assignment.responder.name,
        "person": person_of(assignment),
        "tier": tier_of_helper(assignment),
        "state": assignment.state,
        "since": assignment.claimed_at.isoformat() if assignment.claimed_at else None,
        "lapses_at": assignment.lapses_at.isoformat() if assignment.lapses_at else None,
    }


def case(assignment: Assignment, request: HelpRequest, account: Account) -> dict[str, Any]:
    """A case as all who act for its responder see it: the public card, and who goes."""
    return {
        "id": str(assignment.id),
        "responder_id": str(assignment.responder_id),
        "mine": assignment.account_id == account.id,
        "request": request.card,
        "helper": _going(assignment),
    }


def past_case(assignment: Assignment, request: HelpRequest) -> dict[str, Any]:
    """A case, for the file of whoever went: the public card, for whom they went, how it ended."""
    ended = assignment.ended_at
    return {
        "request": request.card,
        "responder": "" if assignment.responder.forgotten else assignment.responder.name,
        "state": assignment.state,
        "claimed_at": assignment.claimed_at.isoformat() if assignment.claimed_at else None,
        "ended_at": ended.isoformat() if ended else None,
        "reason": assignment.reason,
    }


def opened(request: HelpRequest, settings: Settings) -> dict[str, Any]:
    """The answer to a new request: the code to keep, and the link that acts for the requester."""
    token = queries.manage_token(request)
    return {
        "id": str(request.id),
        "code": request.code,
        "status": request.status,
        "cell": request.card["cell"],
        "manage_token": token,
        "manage_url": f"{settings.base_url}/m/{token}",
    }


def claimed(assignment: Assignment) -> dict[str, Any]:
    """The answer to a claim: until when it is held, and whom to help where. Raises `NotFound`."""
    request = queries.request_by_id(assignment.request_id)
    if request is None:
        raise NotFound
    return private_fields(request, frozenset((Standing.CLAIMANT,))) | {
        "assignment_id": str(assignment.id),
        "responder_id": str(assignment.responder_id),
        "lapses_at": assignment.lapses_at.isoformat() if assignment.lapses_at else None,
    }


def offer(assignment: Assignment, request: HelpRequest) -> dict[str, Any]:
    """An offer: the public card, and the distance between the two public places."""
    own = Point(assignment.responder.lat, assignment.responder.lon)
    cell = Point(request.cell_lat, request.cell_lon)
    return {
        "id": str(assignment.id),
        "responder_id": str(assignment.responder_id),
        "request": request.card,
        "distance_m": round(geo.distance_m(own, cell), 1),
        "expires_at": assignment.lapses_at.isoformat() if assignment.lapses_at else None,
    }


def candidates(
    request: HelpRequest, limit: int, settings: Settings, *, exact: bool
) -> list[dict[str, Any]]:
    """Candidates for whoever is in charge of a request, nearest first.

    Only a coordinator sees how far a volunteer's own door is (`exact`). For a requester, whose
    place anyone can make up and move about, the list is a matter of the volunteer's public cell
    alone: the distance is measured from it, and only who surely comes from anywhere in it this far
    is on the list. Exact distances, or the edge of a radius, would give the door away.
    """
    found = offering.candidates(request, limit if exact else READ_FOR_A_LIST)
    known = responders.responders_by_ids([candidate.responder_id for candidate in found])
    shown: list[dict[str, Any]] = []
    for candidate in found:
        responder = known.get(candidate.responder_id)
        if responder is None:
            continue  # gone since it was found
        distance = (
            candidate.distance_m
            if exact
            else _told_distance(responder, candidate, request.point, settings)
        )
        if distance is not None:
            shown.append(
                {
                    "responder_id": str(responder.id),
                    "kind": responder.kind,
                    "name": responder.name,
                    "distance_m": round(distance, 1),
                    "categories": [category.code for category in responder.categories],
                    "open_now": True,
                }
            )
    return shown if exact else sorted(shown, key=lambda one: one["distance_m"])[:limit]


def _told_distance(
    responder: Responder, candidate: Candidate, here: Point, settings: Settings
) -> float | None:
    """The distance from a responder's public place; None where its being near would tell more."""
    if responder.kind == Kind.SUPPLIER:
        return candidate.distance_m
    own, side = Point(responder.lat, responder.lon), settings.cell_metres
    shown = geo.cell_of(own, cell_metres=side, households=settings.cell_households)
    # Whether they are near hangs on their square of the grid, however few households are in it.
    square = geo.cell_of(own, cell_metres=side, households=0)
    farthest = geo.distance_m(here, square.point) + geo.FARTHEST_IN_CELL * side
    if candidate.remote or farthest <= responder.radius_m:
        return geo.distance_m(here, shown.point)
    return None
