"""The part of a form that asks where: the place of the device, or words, or a choice of places."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField

from connect.foundation.config import Settings
from connect.foundation.errors import Invalid
from connect.foundation.forms import Form, LineField
from connect.geo.gazetteer import provinces, wards_of
from connect.geo.geocoding import GeocodedPlace
from connect.geo.locating import SeveralPlaces, Whereabouts, choice_of, chosen_place, locate
from connect.geo.points import WrongPoint, checked_point


class PlaceForm(Form):
    """Asks for one place. `place_choice` is one of several, offered for `place_asked`.

    Whoever cannot or will not type chooses a `province` and then, of its wards, the `ward`.
    """

    lat = HiddenField()
    lon = HiddenField()
    place = LineField(_l("Address or ward"), most=200)
    place_choice = StringField()
    place_asked = HiddenField()
    province = SelectField(_l("Province or city"), validate_choice=False)
    ward = SelectField(_l("Ward or commune"), validate_choice=False)

    # On the page the place stands behind this field.
    place_stands_behind = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wards = wards_of(self.province.data or "")
        self.province.choices = [("", "–"), *((one.code, one.name) for one in provinces())]
        self.ward.choices = [("", "–"), *((one.code, one.name) for one in wards)]
        self.choices: list[tuple[str, str]] = []  # what a choice sends, and its words
        self.chosen = ""  # the words of the choice that was taken: it stays on the page

    @property
    def says_where(self) -> bool:
        """Whether anything was said at all."""
        said = (self.lat, self.lon, self.place, self.province, self.ward)
        return any(field.data for field in said)

    @property
    def first_errors(self) -> dict[str, str]:
        """Field name to its first error, in the order of the page."""
        names = list(self._fields)
        if self.place_stands_behind in names and "place" in names:
            names.remove("place")
            names.insert(names.index(self.place_stands_behind) + 1, "place")
        # A field of a row stands where its rows stand; what is wrong with all of it comes first.
        place = {name: number for number, name in enumerate(names)} | {"": -1}
        found = super().first_errors.items()
        return dict(sorted(found, key=lambda pair: place[pair[0].partition("-")[0]]))

    def find_place(self, settings: Settings) -> Whereabouts | None:
        """The place, or None with an error beside the field and perhaps choices to offer."""
        if self.place.errors:
            return None
        try:
            return self._located(settings)
        except SeveralPlaces as several:
            self.choices = [(choice_of(place), place.label) for place in several.places[:20]]
            self.place_asked.data = self.place.data
            self.place.errors = [_("There are several places of this name. Please choose yours.")]
        except Invalid as invalid:
            self.place.errors = [text for texts in invalid.errors.values() for text in texts]
        except WrongPoint:
            self.lat.data = self.lon.data = ""
            self.place.errors = [_("We could not read this position. Please type the place.")]
        return None

    def settle(self, where: Whereabouts) -> None:
        """Keeps what was found as the choice for these words, so that it is not looked up again."""
        if self.place.data and not (self.lat.data or self.lon.data):
            self.place_choice.data = choice_of(
                GeocodedPlace(self.place.data, where.point, where.code)
            )
            self.place_asked.data = self.place.data

    def _located(self, settings: Settings) -> Whereabouts:
        address = self.place.data or ""
        if not self.says_where:
            where = _("Say where: type an address, or choose the ward from the list.")
            raise Invalid({"place": [where]})
        if self.lat.data or self.lon.data:
            point = checked_point(self.lat.data, self.lon.data)
            return locate(settings, point=point, address=address)
        # Without scripts the ward of the province before is still chosen when another one is.
        wards = (one.code for one in wards_of(self.province.data or ""))
        if self.ward.data and self.ward.data in wards:
            return locate(settings, ward_code=self.ward.data, address=address)
        if self.ward.data or (self.province.data and not address):
            raise Invalid({"place": [_("Now choose the ward.")]})
        # A choice counts only for the words it was offered for.
        if self.place_choice.data and self.place_asked.data == address:
            place = chosen_place(self.place_choice.data)
            self.chosen = place.label
            return Whereabouts(point=place.point, code=place.code, address=address)
        return locate(settings, address=address)
