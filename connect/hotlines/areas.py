"""Which areas a place lies in, and the area that somebody means by its name or code."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation.config import Settings
from connect.foundation.errors import Invalid
from connect.foundation.text import clean_line
from connect.geo import (
    Place,
    PlaceAsked,
    Point,
    place_asked,
    place_by_code,
    search_places,
    ward_at,
)

MOST_NAMED = 5


class AreaAsked(NamedTuple):
    """The place as it was asked for, and the codes of the areas it lies in: ward, province."""

    asked: PlaceAsked
    codes: tuple[str, ...] = ()

    @property
    def link(self) -> dict[str, str]:
        """The arguments that ask for the same place again."""
        if len(self.codes) == 1:
            return {"ward": self.codes[0]}
        return {"near": self.asked.near, "place": self.asked.words} if self.asked.point else {}


def areas_of(point: Point) -> tuple[str, ...]:
    """The ward and the province of a point; empty far from the country."""
    ward = ward_at(point)
    return (ward.code, ward.province_code) if ward else ()


def area_asked(arguments: Mapping[str, str], settings: Settings) -> AreaAsked:
    """What a list is asked for. Other than a door, a hotline is looked for by a province too."""
    named = place_by_code(arguments.get("ward", "")) or _province(arguments.get("place", ""))
    if named is not None and named.kind == "province" and "near" not in arguments:
        asked = PlaceAsked(Point(named.lat, named.lon), named.full_name)
        return AreaAsked(asked, (named.province_code,))
    asked = place_asked(arguments, settings)
    return AreaAsked(asked, areas_of(asked.point) if asked.point else ())


def area_named(words: str) -> str:
    """The code of the ward or province in force with this name or code. Raises `Invalid`."""
    named = place_by_code(words)
    if named is not None and _can_have_hotlines(named):
        return named.code
    found = [place for place in search_places(words, MOST_NAMED + 1) if _can_have_hotlines(place)]
    exact = [place for place in found if words.casefold() == place.full_name.casefold()] or found
    if not exact:
        raise Invalid({"area": [_("We cannot find this place. Write the ward or the province.")]})
    if len(exact) > 1 and exact[0].kind != "province":
        names = "; ".join(place.full_name for place in exact[:MOST_NAMED])
        raise Invalid({"area": [_("Which one do you mean? %(names)s", names=names)]})
    return exact[0].code


def area_name(code: str | None) -> str:
    """The area in words, "" for the whole country."""
    place = place_by_code(code) if code else None
    return place.full_name if place else code or ""


def looks_after(account: Account, code: str | None) -> bool:
    """Whether this account answers for the hotlines of an area; of the country, an admin."""
    place = place_by_code(code) if code else None
    return account.serves(*((place.code, place.province_code) if place else ()))


def _can_have_hotlines(place: Place) -> bool:
    return place.current and place.kind in ("ward", "province")


def _province(words: str) -> Place | None:
    found = search_places(clean_line(words[:200]), 1) if words else []
    # "Hà Nội" names a province; "Cầu Giấy, Hà Nội" is found as what lies in it.
    return found[0] if found and found[0].kind == "province" else None
