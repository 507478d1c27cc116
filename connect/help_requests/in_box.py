"""The open requests in a box, for a map: by their public cells alone."""

from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from connect.foundation.database import AnyRow, reading, table_of
from connect.geo import Box, Nearest, Question
from connect.help_requests.listing import URGENT, slot_of
from connect.help_requests.models import HelpRequest, ListedRequest

MOST_ON_A_MAP = 2_000

_listed = table_of(ListedRequest)
_request = table_of(HelpRequest)

_INSIDE = Nearest(
    Question(
        layer=_listed,
        key=_listed.c.request_id,
        columns=(_listed.c.request_id, _listed.c.lat, _listed.c.lon),
    )
)
_CARDS = sa.select(_request.c.id, sa.cast(_request.c.card, sa.Text).label("card")).where(
    _request.c.id.in_(sa.bindparam("ids", expanding=True))
)


class OnMap(NamedTuple):
    """A request on a map: the middle of its cell in degrees; its card as JSON unless in brief."""

    id: str
    lat: float
    lon: float
    urgent: bool
    card: str | None


class Map(NamedTuple):
    """The requests in a box; `truncated` where there are more than are shown."""

    shown: list[OnMap]
    truncated: bool


def requests_inside(
    box: Box, *, category_id: int = 0, urgency: str | None = None, brief: bool
) -> Map:
    """Open requests whose cells lie in a box, at most `MOST_ON_A_MAP`, as the list filters them.

    Of more, those whose ids come first: chosen by nothing that could tell where they are.
    """
    with reading() as connection:
        urgent = _inside(connection, box, slot_of(category_id, urgent=True))
        found = urgent if urgency == URGENT else _inside(connection, box, slot_of(category_id))
        # Both are the first by id, so every urgent one of these is among the urgent ones.
        urgent_ids = {row.request_id for row in urgent}
        rows = found[:MOST_ON_A_MAP]
        if urgency not in (None, URGENT):
            rows = [row for row in rows if row.request_id not in urgent_ids]
        cards = {} if brief else _cards(connection, rows)
    shown = [
        OnMap(
            str(row.request_id),
            row.lat,
            row.lon,
            row.request_id in urgent_ids,
            cards.get(row.request_id),
        )
        for row in rows
        if brief or row.request_id in cards
    ]
    return Map(shown, len(found) > MOST_ON_A_MAP)


def geojson(found: Map) -> dict[str, Any]:
    """Requests as an RFC 7946 FeatureCollection; `truncated` is a member of our own."""
    return {
        "type": "FeatureCollection",
        "truncated": found.truncated,
        "features": [_feature(one) for one in found.shown],
    }


def _feature(one: OnMap) -> dict[str, Any]:
    brief = {"urgency": URGENT if one.urgent else "normal"}
    return {
        "type": "Feature",
        "id": one.id,
        "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
        "properties": brief if one.card is None else orjson.Fragment(one.card),
    }


def _inside(connection: sa.Connection, box: Box, slot: int) -> list[AnyRow]:
    """One more than are shown, by their ids; those of both sides of the antimeridian."""
    found = [
        row
        for part in box.parts
        for row in _INSIDE.inside(connection, part, slot, limit=MOST_ON_A_MAP + 1)
    ]
    return sorted(found, key=lambda row: str(row.request_id))[: MOST_ON_A_MAP + 1]


def _cards(connection: sa.Connection, rows: list[AnyRow]) -> dict[Any, str]:
    asked = {"ids": [row.request_id for row in rows]}
    return {row.id: row.card for row in connection.execute(_CARDS, asked)}
