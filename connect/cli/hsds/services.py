"""A responder as an HSDS 3 service: with its organisation, its place, its phone, its goods.

What anyone may know, and no more: a supplier as it is, of an organisation what it gives and when.
"""

import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from connect.cli.hsds.hours import schedules_of
from connect.foundation.database import AnyRow
from connect.geo import Point, place_by_code, ward_at
from connect.goods import CATALOGUE
from connect.responders import Category, Good, Kind, Responder, branches_of

Object = dict[str, Any]

# Attributes of ours: what kind of responder, what it gives, what goods it has.
KIND, CATEGORY, GOOD = "connect:kind", "connect:category", "connect:good"
CATEGORIES, GOODS = "Connect: kinds of help", "Connect: goods"
CURRENCY = "VND"
COUNTRY = "VN"
OPENSTREETMAP = "OpenStreetMap"
SOURCE = "source"
_OF_OPENSTREETMAP = re.compile(r"(node|way|relation)/\d+")
_TERMS = uuid.UUID("6f6f0f1c-3b7e-5d0e-9a55-2f3f0a0c8d11")


def services_of(responders: Iterable[Responder]) -> Iterator[Object]:
    """The services of those responders that are public; a volunteer is not."""
    for responder in responders:
        if responder.kind in (Kind.SUPPLIER, Kind.ORGANISATION):
            yield service_of(responder)


def service_of(responder: Responder) -> Object:
    """A supplier or an organisation as a service."""
    service: Object = {
        "id": str(responder.id),
        "name": responder.name,
        "status": "active" if responder.available else "temporarily closed",
        "organization": _organisation(responder),
        "schedules": [
            {"id": _id(responder, f"schedule {number}"), **schedule}
            for number, schedule in enumerate(schedules_of(responder.opening_hours))
        ],
        "attributes": list(_attributes(responder)),
        # Its schedules stay its own: whoever reads this again lifts no order by it.
        "alert": " ".join(["By order, open only within", *responder.order_hours.splitlines()])
        if responder.order_hours
        else "",
    }
    if responder.kind == Kind.SUPPLIER:
        service |= _of_supplier(responder)
    return {name: value for name, value in service.items() if value}


def _organisation(responder: Responder) -> Object:
    """The organisation that a shop stands under, else the responder; one with its shops' places."""
    over = responder.organisation or responder
    told: Object = {"id": _id(over, "organization"), "name": over.name, "description": over.name}
    if responder.kind == Kind.ORGANISATION and (shops := branches_of(responder.id)):
        told["locations"] = [_location(shop) for shop in shops]
    return told


def _of_supplier(responder: Responder) -> Object:
    phone = {"id": _id(responder, "phone"), "number": responder.phone, "type": "voice"}
    return {
        "description": responder.note,
        "phones": [phone] if responder.phone else [],
        "service_areas": [
            {
                "id": _id(responder, "area"),
                "name": f"≤ {responder.radius_m / 1000:g} km",
                "extent": f"{responder.radius_m:g}",
                "extent_type": "text",
            }
        ]
        if responder.delivers
        else [],
        "service_at_locations": [{"id": _id(responder, "there"), "location": _location(responder)}],
        "cost_options": [
            {
                "id": _id(responder, f"price {good.position}"),
                "option": good.name,
                "currency": CURRENCY,
                "amount": good.price,
            }
            for good in responder.goods
            if good.price is not None
        ],
    }


def _location(responder: Responder | AnyRow) -> Object:
    location: Object = {
        "id": _id(responder, "location"),
        "location_type": "physical",
        "name": responder.name,
        "latitude": responder.lat,
        "longitude": responder.lon,
    }
    if responder.source_id:
        known = _OF_OPENSTREETMAP.fullmatch(responder.source_id)
        location["external_identifier"] = responder.source_id
        location["external_identifier_type"] = OPENSTREETMAP if known else SOURCE
    if responder.address:
        location |= _addressed(responder)
    return location


def _addressed(responder: Responder | AnyRow) -> Object:
    """The address in its parts; in a country that we know nothing of it stays one line of words."""
    ward = ward_at(Point(responder.lat, responder.lon))
    province = place_by_code(ward.province_code) if ward else None
    if province is None:
        return {"description": responder.address}
    # The ward is a guess in one case of four, its province hardly ever.
    return {
        "addresses": [
            {
                "id": _id(responder, "address"),
                "address_1": responder.address,
                "city": province.name,
                "state_province": province.name,
                "postal_code": "",
                "country": COUNTRY,
                "address_type": "physical",
            }
        ]
    }


def _attributes(responder: Responder) -> Iterator[Object]:
    yield {"id": _id(responder, "kind"), "link_type": KIND, "value": responder.kind}
    for category in responder.categories:
        yield {
            "id": _id(responder, f"category {category.code}"),
            "link_type": CATEGORY,
            "taxonomy_term": _category_term(category),
        }
    for good in responder.goods if responder.kind == Kind.SUPPLIER else ():
        yield {
            "id": _id(responder, f"good {good.position}"),
            "link_type": GOOD,
            "label": good.name,
            **({"value": good.stock} if good.told_at else {}),
            **_good_term(good),
        }


def _category_term(category: Category) -> Object:
    return _term(CATEGORIES, category.code, category.name_vi, category.name_en)


def _good_term(good: Good) -> Object:
    entry = CATALOGUE.get(good.code or "")
    if entry is None:
        return {}
    return {"taxonomy_term": _term(GOODS, entry.code, str(entry.name), str(entry.name))}


def _term(taxonomy: str, code: str, name: str, description: str) -> Object:
    return {
        "id": str(uuid.uuid5(_TERMS, f"{taxonomy} {code}")),
        "code": code,
        "name": name,
        "description": description,
        "taxonomy": taxonomy,
    }


def _id(responder: Responder | AnyRow, part: str) -> str:
    """The id of a part: the same one in every export."""
    return str(uuid.uuid5(responder.id, part))
