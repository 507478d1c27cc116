"""The place that a list is asked for: `near=lat,lon`, `ward=code`, or words in `place=`."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _

from connect.foundation.config import Settings
from connect.foundation.errors import Invalid
from connect.foundation.text import clean_line
from connect.geo.gazetteer import place_by_code
from connect.geo.geocoding import GeocodedPlace
from connect.geo.locating import SeveralPlaces, locate
from connect.geo.points import Point, WrongPoint, parse_point

LONGEST = 200


class PlaceAsked(NamedTuple):
    """The place, in `words` where it was named; or why there is none, perhaps with `choices`."""

    point: Point | None = None
    words: str = ""
    unit: str = ""  # the administrative unit that the words were found to name
    error: str = ""
    choices: tuple[tuple[str, dict[str, str]], ...] = ()  # words, and the arguments that ask for it

    @property
    def near(self) -> str:
        """The point as `near=` takes it, so that a next page asks for the same place."""
        return f"{self.point.lat},{self.point.lon}" if self.point else ""

    @property
    def name(self) -> str:
        """What the place is called: as it was understood, else as it was typed."""
        return self.unit or self.words


def place_asked(arguments: Mapping[str, str], settings: Settings) -> PlaceAsked:
    """The place in a query; nothing at all is no error."""
    words = clean_line(arguments.get("place", "")[:LONGEST])
    if near := arguments.get("near"):
        return _near(near, words)
    if code := arguments.get("ward"):
        place = place_by_code(code)
        if place is None:
            return PlaceAsked(words=words, error=_("This ward is not known."))
        return PlaceAsked(Point(place.lat, place.lon), place.full_name)
    return _named(words, settings) if words else PlaceAsked()


def link_to(place: GeocodedPlace) -> dict[str, str]:
    """The arguments that ask for one of the choices."""
    if place.code:
        return {"ward": place.code}
    return {"near": f"{place.point.lat},{place.point.lon}", "place": place.label}


def _near(near: str, words: str) -> PlaceAsked:
    try:
        return PlaceAsked(parse_point(near), words)
    except WrongPoint:
        return PlaceAsked(
            words=words, error=_("We could not read this position. Please type the place.")
        )


def _named(words: str, settings: Settings) -> PlaceAsked:
    try:
        found = locate(settings, address=words)
    except SeveralPlaces as several:
        return PlaceAsked(
            words=words,
            error=_("There are several places of this name. Please choose yours."),
            choices=tuple((place.label, link_to(place)) for place in several.places[:20]),
        )
    except Invalid as invalid:
        return PlaceAsked(words=words, error=next(iter(invalid.errors.values()))[0])
    unit = place_by_code(found.code) if found.code else None
    return PlaceAsked(found.point, words, unit.full_name if unit else "")
