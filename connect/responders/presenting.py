"""A responder in JSON, for its owner and for strangers."""

import uuid
from typing import Any

from connect.responders.models import Kind, Responder
from connect.responders.owned import responders_of
from connect.responders.search import Map, OnMap, open_now


def public_fields(responder: Responder) -> dict[str, Any]:
    """What anyone may read. Only a supplier's place, phone and address are public."""
    shown: dict[str, Any] = {
        "id": str(responder.id),
        "kind": responder.kind,
        "name": responder.name,
        "categories": [category.code for category in responder.categories],
        "opening_hours": responder.opening_hours,
        "open_now": open_now(responder),
        "available": responder.available,
        "delivers": responder.delivers,
    }
    if responder.kind == Kind.SUPPLIER:
        shown |= {
            "location": {"lat": responder.lat, "lon": responder.lon},
            "address": responder.address,
            "phone": responder.phone,
            "note": responder.note,
            "goods": [
                {"name": good.name, "stock": good.stock, "price": good.price}
                for good in responder.goods
            ],
            "stock_updated_at": responder.stock_updated_at.isoformat()
            if responder.stock_updated_at
            else None,
        }
    return shown


def own_fields(responder: Responder) -> dict[str, Any]:
    """What its owner reads: all of it."""
    return public_fields(responder) | {
        "location": {"lat": responder.lat, "lon": responder.lon},
        "address": responder.address,
        "phone": responder.phone,
        "note": responder.note,
        "radius_m": responder.radius_m,
        "capacity": responder.capacity,
        "load": responder.load,
        "created_at": responder.created_at.isoformat(),
    }


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Everything that an account has registered, ready for JSON."""
    return [own_fields(responder) for responder in responders_of(account_id)]


def geojson(found: Map) -> dict[str, Any]:
    """Suppliers as an RFC 7946 FeatureCollection; `truncated` is a member of our own."""
    return {
        "type": "FeatureCollection",
        "truncated": found.truncated,
        "features": [_feature(one) for one in found.shown],
    }


def _feature(one: OnMap) -> dict[str, Any]:
    row = one.row
    id_ = str(row.responder_id)
    return {
        "type": "Feature",
        "id": id_,
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": {
            "id": id_,
            "kind": Kind.SUPPLIER,
            "name": row.name,
            "categories": one.categories,
            "opening_hours": row.opening_hours,
            "open_now": one.open_now,
            "available": row.available,
            "delivers": row.delivers,
            "location": {"lat": row.lat, "lon": row.lon},
            "address": row.address,
            "phone": row.phone,
            "note": row.note,
            "stock_updated_at": row.stock_updated_at.isoformat() if row.stock_updated_at else None,
        },
    }
