"""From what people say of a place to one point: GPS, an address, or an administrative unit."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from connect.foundation.config import Settings
from connect.foundation.database import let_go_of_connection
from connect.foundation.errors import Invalid
from connect.foundation.text import clean_line
from connect.geo.gazetteer import place_by_code
from connect.geo.geocoding import GeocodedPlace, geocode
from connect.geo.points import Point, parse_point

LONGEST_LABEL = 300


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """Where help is needed or given. `code` is set where only an administrative unit is known."""

    point: Point
    code: str | None = None
    address: str = ""


class SeveralPlaces(Invalid):
    """An address that could be several places: a page offers them to choose from."""

    def __init__(self, places: list[GeocodedPlace]) -> None:
        names = "; ".join(place.label for place in places[:5])
        super().__init__({"location": [_("Which one do you mean? %(names)s", names=names)]})
        self.places = places


def locate(
    settings: Settings, *, point: Point | None = None, address: str = "", ward_code: str = ""
) -> Whereabouts:
    """One place from a point, else a ward, else an address. It may call a geocoder outside.

    Never call it inside a transaction. Raises `Invalid` for a place that is unknown or too large,
    and `SeveralPlaces` for an address that could be several; the texts name them.
    """
    if point is not None:
        return Whereabouts(point=point, address=address)
    if ward_code:
        ward = _of_code(ward_code, ("ward",), "location")
        return Whereabouts(point=ward.point, code=ward.code, address=address)
    let_go_of_connection()
    found = geocode(address, backend=settings.geocoder, base_url=settings.geocoder_url)
    # A province alone would put a household in its middle, perhaps an hour away from its door.
    found = [place for place in found if not _is_province(place.code)]
    if not found:
        raise Invalid({"location": [_("We cannot find this place. Add the ward or district.")]})
    if len(found) > 1:
        raise SeveralPlaces(found)
    return Whereabouts(point=found[0].point, code=found[0].code, address=address)


def choice_of(place: GeocodedPlace) -> str:
    """What a page sends when this one of several places is chosen."""
    return place.code or f"{place.point.lat},{place.point.lon} {place.label}"


def chosen_place(choice: str) -> GeocodedPlace:
    """The place of a choice. Raises `Invalid` or `WrongPoint` for what `choice_of` never said."""
    spot, _space, label = choice.partition(" ")
    if "," in spot:
        return GeocodedPlace(clean_line(label)[:LONGEST_LABEL], parse_point(spot), None)
    return _of_code(spot, ("ward", "district"), "place")


def _of_code(code: str, kinds: Collection[str], field: str) -> GeocodedPlace:
    place = place_by_code(code)
    if place is None:
        raise Invalid({field: [_("This ward is not known.")]})
    # The middle of a larger place may be an hour away from the door.
    if place.kind not in kinds:
        raise Invalid({field: [_("%(place)s is too large: choose the ward.", place=place.name)]})
    return GeocodedPlace(place.full_name, Point(place.lat, place.lon), place.code)


def _is_province(code: str | None) -> bool:
    place = place_by_code(code) if code else None
    return place is not None and place.kind == "province"
