"""Our rows as CSV or JSON: what anyone may know, or all that an import needs to bring them back.

Public: of a request its card, with the cell instead of the place; a supplier as it is; of an
organisation what it gives but not where it is; of a volunteer not even the name.
"""

import csv
import json
import uuid
from collections.abc import Iterable
from typing import Any, TextIO

from connect.cli.good_cell import good_cell
from connect.cli.importing.mapping import MORE_COLUMNS, MOVED_COLUMNS, OWN_COLUMNS, Rows
from connect.foundation.formulas import shielded
from connect.help_requests import HelpRequest
from connect.hotlines import COLUMNS, Hotline
from connect.responders import Kind, Responder, source_ids

Fields = dict[str, Any]


def columns_of(rows: Rows, *, private: bool) -> tuple[str, ...]:
    """The columns of a file."""
    if rows != "requests":
        return OWN_COLUMNS[rows]
    return (*OWN_COLUMNS[rows], *MORE_COLUMNS[rows], *(MOVED_COLUMNS[rows] if private else ("id",)))


def public_request(request: HelpRequest) -> Fields:
    """What a stranger may learn, out of the card alone."""
    card = request.card
    return {
        "categories": list(dict.fromkeys(item["category"] for item in card["items"])),
        "people": card["people"],
        "urgency": card["urgency"],
        "lat": card["cell"]["lat"],
        "lon": card["cell"]["lon"],
        "created_at": card["created_at"],
        "verified": card["verified"],
        "status": card["status"],
        "items": card["items"],
        "id": card["id"],
    }


def private_request(request: HelpRequest) -> Fields:
    """All that an import needs, here or in another database."""
    cell, area = request.card["cell"], request.card["area"]
    items = [
        {
            "category": item.category.code,
            "goods": item.goods,
            "quantity": item.quantity,
            "note": item.note,
            "delivered": item.delivered_by_id is not None,
        }
        for item in request.items
    ]
    return {
        "source_id": request.source_id or str(request.id),
        "categories": list(dict.fromkeys(item["category"] for item in items)),
        "description": request.description,
        "people": request.people,
        "urgency": request.urgency,
        "name": request.name,
        "phone": request.phone,
        "lat": request.lat,
        "lon": request.lon,
        "address": request.address,
        "created_at": request.created_at.isoformat(),
        "verified": request.verified,
        "status": request.status,
        "items": items,
        "id": str(request.id),
        "code": request.code,
        "status_at": request.status_at.isoformat(),
        "close_reason": request.close_reason or "",
        "share_phone": request.share_phone,
        "concerns": request.concerns.split(),
        "supplier": _source_of(request.supplier_id) if request.supplier_id else "",
        # Where only the ward is public, it must stay the ward.
        "ward": area["code"] if area and cell["precision"] == "ward" else "",
    }


def _source_of(responder_id: uuid.UUID) -> str:
    return source_ids([responder_id]).get(responder_id) or str(responder_id)


def public_responder(responder: Responder) -> Fields:
    """What a stranger may learn: a supplier is public as a whole, nobody else's place is."""
    fields = private_responder(responder)
    if responder.kind == Kind.SUPPLIER:
        return fields
    shown = ["kind", "categories", "opening_hours", "available", "delivers"]
    if responder.kind == Kind.ORGANISATION:
        shown.append("name")
    return {name: fields[name] for name in shown} | {"source_id": str(responder.id)}


def private_responder(responder: Responder) -> Fields:
    """All that an import needs."""
    return {
        "source_id": responder.source_id or str(responder.id),
        "kind": responder.kind,
        "name": responder.name,
        "phone": responder.phone,
        "categories": [category.code for category in responder.categories],
        "lat": responder.lat,
        "lon": responder.lon,
        "address": responder.address,
        "radius_m": responder.radius_m,
        "capacity": responder.capacity,
        "opening_hours": responder.opening_hours,
        "available": responder.available,
        "delivers": responder.delivers,
        "goods": ";".join(
            good_cell(good.name, good.stock if good.told_at else "", good.price)
            for good in responder.goods
        ),
        "note": responder.note,
    }


def public_hotline(hotline: Hotline) -> Fields:
    """All of it: who lives in the area is to know."""
    return {name: getattr(hotline, name) for name in COLUMNS} | {
        "source_id": hotline.source_id or str(hotline.id),
        "verified_on": hotline.verified_on.isoformat() if hotline.verified_on else "",
    }


def write_csv(rows: Iterable[Fields], columns: tuple[str, ...], file: TextIO) -> int:
    """Writes rows as CSV with a header, safe to open in a spreadsheet; how many."""
    writer = csv.writer(file)
    writer.writerow(columns)
    count = 0
    for count, fields in enumerate(rows, 1):  # noqa: B007 - the last one is how many
        writer.writerow([_cell(fields.get(name)) for name in columns])
    return count


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value).removesuffix(".0")
    if isinstance(value, list):
        plain = all(isinstance(item, str) for item in value)
        return ";".join(value) if plain else json.dumps(value, ensure_ascii=False)
    return shielded(value) if value else ""


def write_geojson(rows: Iterable[Fields], columns: tuple[str, ...], file: TextIO) -> int:
    """Writes rows as an RFC 7946 FeatureCollection, one feature a line; how many."""
    file.write('{"type": "FeatureCollection", "features": [')
    count = 0
    for count, fields in enumerate(rows, 1):
        file.write(("," if count > 1 else "") + "\n")
        file.write(json.dumps(_feature(fields, columns), ensure_ascii=False, allow_nan=False))
    file.write("\n]}\n")
    return count


def write_list(items: Iterable[Fields], file: TextIO) -> int:
    """Writes objects as a JSON list, one a line; how many."""
    file.write("[")
    count = 0
    for count, item in enumerate(items, 1):
        file.write(("," if count > 1 else "") + "\n")
        file.write(json.dumps(item, ensure_ascii=False, allow_nan=False))
    file.write("\n]\n")
    return count


def _feature(fields: Fields, columns: tuple[str, ...]) -> Fields:
    place = "lat" in fields
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [fields["lon"], fields["lat"]]}
        if place
        else None,
        "properties": {
            name: fields[name] for name in columns if name in fields and name not in ("lat", "lon")
        },
    }
