"""From what people say of a place to one point: GPS, an address, or an administrative unit."""

from dataclasses import dataclass

from flask_babel import gettext as _

from connect.foundation.config import Settings
from connect.foundation.database import let_go_of_connection
from connect.foundation.errors import Invalid
from connect.geo.gazetteer import place_by_code
from connect.geo.geocoding import GeocodedPlace, geocode
from connect.geo.points import Point


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """Where help is needed or given. `code` is set where only an administrative unit is known."""

    point: Point
    code: str | None = None
    address: str = ""


class SeveralPlaces(Invalid):
    """An address that could be several places: a page offers them to choose from."""

    def __init__(self, field: str, places: list[GeocodedPlace]) -> None:
        names = "; ".join(place.label for place in places[:5])
        super().__init__({field: [_("Which one do you mean? %(names)s", names=names)]})
        self.places = places


def locate(
    settings: Settings,
    *,
    point: Point | None = None,
    address: str = "",
    ward_code: str = "",
    field: str = "location",
) -> Whereabouts:
    """One place from a point, else a ward, else an address. It may call a geocoder outside.

    Never call it inside a transaction. Raises `Invalid` for a place that is unknown, and
    `SeveralPlaces` for an address that could be several; the texts name them.
    """
    if point is not None:
        return Whereabouts(point=point, address=address)
    if ward_code:
        place = place_by_code(ward_code)
        if place is None:
            raise Invalid({field: [_("This ward is not known.")]})
        return Whereabouts(point=Point(place.lat, place.lon), code=place.code, address=address)
    let_go_of_connection()
    found = geocode(address, backend=settings.geocoder, base_url=settings.geocoder_url)
    # A province alone would put a household in its middle, perhaps an hour away from its door.
    found = [place for place in found if not _is_province(place.code)]
    if not found:
        raise Invalid({field: [_("We cannot find this place. Add the ward or district.")]})
    if len(found) > 1:
        raise SeveralPlaces(field, found)
    return Whereabouts(point=found[0].point, code=found[0].code, address=address)


def _is_province(code: str | None) -> bool:
    place = place_by_code(code) if code else None
    return place is not None and place.kind == "province"
