"""Suppliers on a map, as GeoJSON."""

from typing import Any

from connect.responders import Kind
from connect.suppliers.search import Map, OnMap


def geojson(found: Map, *, brief: bool = False) -> dict[str, Any]:
    """Suppliers as an RFC 7946 FeatureCollection; `truncated` is a member of our own."""
    properties = _on_pin if brief else _on_map
    return {
        "type": "FeatureCollection",
        "truncated": found.truncated,
        "features": [_feature(one, properties(one)) for one in found.shown],
    }


def _feature(one: OnMap, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": str(one.row.responder_id),
        "geometry": {"type": "Point", "coordinates": [one.row.lon, one.row.lat]},
        "properties": properties,
    }


def _on_pin(one: OnMap) -> dict[str, Any]:
    return {"name": one.row.name, "open_now": one.open_now}


def _on_map(one: OnMap) -> dict[str, Any]:
    row = one.row
    return {
        "id": str(row.responder_id),
        "kind": Kind.SUPPLIER,
        "name": row.name,
        "categories": one.categories,
        "opening_hours": row.opening_hours,
        "order_hours": row.order_hours.splitlines(),
        "open_now": one.open_now,
        "available": row.available,
        "delivers": row.delivers,
        "location": {"lat": row.lat, "lon": row.lon},
        "address": row.address,
        "phone": row.phone,
        "note": row.note,
        "organisation": {"id": str(row.organisation_id), "name": one.organisation}
        if one.organisation
        else None,
        "stock_updated_at": row.stock_updated_at.isoformat() if row.stock_updated_at else None,
    }
