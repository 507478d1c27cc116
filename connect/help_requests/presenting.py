"""A help request in JSON: the public card, and what only those involved may read."""

from typing import Any

import orjson

from connect import geo, responders
from connect.foundation.config import Settings
from connect.geo import Point
from connect.help_requests import queries
from connect.help_requests.models import Assignment, HelpRequest
from connect.matching import Candidate
from connect.responders import Kind


def listed(one: queries.Listed) -> orjson.Fragment:
    """A row of the public list: the stored card, unread, with the distance."""
    return orjson.Fragment(f'{one.json[:-1]},"distance_m":{round(one.distance_m, 1)}}}')


def private_fields(request: HelpRequest) -> dict[str, Any]:
    """All of it: only for the requester, the claimant and coordinators of the area."""
    return request.card | {
        "code": request.code,
        "name": request.name,
        "phone": request.phone,
        "location": {"lat": request.lat, "lon": request.lon},
        "address": request.address,
        "description": request.description,
        "close_reason": request.close_reason,
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


def claimed(assignment: Assignment, request: HelpRequest) -> dict[str, Any]:
    """The answer to a claim: until when it is held, and whom to help where."""
    return private_fields(request) | {
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
    request: HelpRequest, found: list[Candidate], settings: Settings, *, exact: bool
) -> list[dict[str, Any]]:
    """Candidates for whoever is in charge of a request, nearest first.

    Only a coordinator sees how far a volunteer's own door is (`exact`). For a requester, whose
    place anyone can make up, it is measured from the volunteer's public cell: exact distances to
    three made-up requests would give the door away.
    """
    known = responders.responders_by_ids([candidate.responder_id for candidate in found])
    shown = []
    for candidate in found:
        responder = known[candidate.responder_id]
        distance = candidate.distance_m
        if not exact and responder.kind != Kind.SUPPLIER:
            cell = geo.cell_of(
                Point(responder.lat, responder.lon),
                cell_metres=settings.cell_metres,
                households=settings.cell_households,
            )
            distance = geo.distance_m(request.point, cell.point)
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
    return shown if exact else sorted(shown, key=lambda one: one["distance_m"])
