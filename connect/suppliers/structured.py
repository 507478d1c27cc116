"""A shop as schema.org describes it, for search engines: what its page shows, and no more."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from connect.foundation.clock import HOME_ZONE
from connect.foundation.database import AnyRow
from connect.geo import Point, is_in_country
from connect.responders import Good, Responder, Stock, days_open, week_of
from connect.suppliers.opening import DAYS_AHEAD, told_hours
from connect.suppliers.shelf import shelves

SCHEMA = "https://schema.org"
DAY_NAMES = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
)  # fmt: skip
# What schema.org calls a shop with one kind of goods.
KINDS = {"food": "GroceryStore", "medicine": "Pharmacy", "school_supplies": "OfficeEquipmentStore"}
AVAILABILITY = {
    Stock.IN: "InStock",
    Stock.LOW: "LimitedAvailability",
    Stock.OUT: "OutOfStock",
}
MIDNIGHT = 24 * 60
# How it says that a day is shut.
SHUT = [(0, 0)]


def structured(shop: Responder, base_url: str, now: datetime) -> dict[str, Any]:
    """The `Store` of schema.org, as JSON-LD."""
    address = f"{base_url}/suppliers/{shop.id}"
    told: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": _kind(shop),
        "@id": address,
        "url": address,
        "name": shop.name,
        "telephone": shop.phone,
        "address": _address(shop),
        "geo": {"@type": "GeoCoordinates", "latitude": shop.lat, "longitude": shop.lon},
        "openingHoursSpecification": list(_hours(told_hours(shop), now))
        if shop.available
        else None,
        "areaServed": _area(shop) if shop.delivers else None,
        "parentOrganization": _organisation(shop.organisation, base_url)
        if shop.organisation
        else None,
        "makesOffer": [
            _offer(one.good, known=one.told_at is not None) for one in shelves(shop.goods, "", now)
        ],
    }
    return {name: value for name, value in told.items() if value}


def structured_organisation(
    organisation: Responder, shops: Iterable[AnyRow], base_url: str
) -> dict[str, Any]:
    """The `Organization` of schema.org with each of its shops by name and address, as JSON-LD."""
    departments = [
        {
            "@type": "Store",
            "@id": f"{base_url}/suppliers/{shop.id}",
            "url": f"{base_url}/suppliers/{shop.id}",
            "name": shop.name,
        }
        for shop in shops
    ]
    return {"@context": SCHEMA, **_organisation(organisation, base_url), "department": departments}


def _organisation(organisation: Responder, base_url: str) -> dict[str, Any]:
    address = f"{base_url}/organisations/{organisation.id}"
    return {"@type": "Organization", "@id": address, "url": address, "name": organisation.name}


def _kind(shop: Responder) -> str:
    codes = [category.code for category in shop.categories]
    return KINDS.get(codes[0], "Store") if len(codes) == 1 else "Store"


def _address(shop: Responder) -> dict[str, str] | None:
    told = {
        "streetAddress": shop.address,
        "addressCountry": "VN" if is_in_country(Point(shop.lat, shop.lon)) else "",
    }
    known = {name: value for name, value in told.items() if value}
    return {"@type": "PostalAddress", **known} if known else None


def _area(shop: Responder) -> dict[str, Any]:
    middle = {"@type": "GeoCoordinates", "latitude": shop.lat, "longitude": shop.lon}
    return {"@type": "GeoCircle", "geoMidpoint": middle, "geoRadius": round(shop.radius_m)}


def _offer(good: Good, *, known: bool) -> dict[str, Any]:
    told = {
        "@type": "Offer",
        "itemOffered": {"@type": "Product", "name": good.name},
        "availability": f"{SCHEMA}/{AVAILABILITY[Stock(good.stock)]}" if known else None,
        "price": good.price,
        "priceCurrency": None if good.price is None else "VND",
    }
    return {name: value for name, value in told.items() if value is not None}


def _hours(hours: str, now: datetime) -> Iterator[dict[str, Any]]:
    """By weekday where they are a week; else of the next days, each by its date."""
    week = week_of(hours) if hours else None
    if week is not None:
        for spans in dict.fromkeys(week.days):
            days = [day for day, has in zip(DAY_NAMES, week.days, strict=True) if has == spans]
            for opens, closes in spans or SHUT:
                yield _span(opens, closes) | {"dayOfWeek": [f"{SCHEMA}/{day}" for day in days]}
        for opens, closes in () if week.holidays is None else week.holidays or SHUT:
            yield _span(opens, closes) | {"dayOfWeek": f"{SCHEMA}/PublicHolidays"}
    elif hours:
        today = now.astimezone(HOME_ZONE).date()
        for number, spans_of_day in enumerate(days_open(hours, today, DAYS_AHEAD)):
            date = (today + timedelta(number)).isoformat()
            told = [(_minute(begin), _minute(end) or MIDNIGHT) for begin, end in spans_of_day]
            for opens, closes in told or SHUT:
                yield _span(opens, closes) | {"validFrom": date, "validThrough": date}


def _span(opens: int, closes: int) -> dict[str, Any]:
    # A day ends a minute before the next.
    end = MIDNIGHT - 1 if closes == MIDNIGHT else closes
    return {
        "@type": "OpeningHoursSpecification",
        "opens": f"{opens // 60:02}:{opens % 60:02}",
        "closes": f"{end // 60:02}:{end % 60:02}",
    }


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
