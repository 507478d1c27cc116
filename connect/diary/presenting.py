"""What everybody may read of a note, in words and in JSON."""

from datetime import datetime
from typing import Any, NamedTuple

from connect import geo
from connect.diary.models import Entry
from connect.diary.queries import Shown
from connect.foundation.i18n import language
from connect.help_requests import Figures, figures_by_province, headline
from connect.responders import category_labels


class Card(NamedTuple):
    """A note as lists and pages show it. The place is a ward with its province, never finer."""

    id: str
    title: str
    text: str
    place: str
    author: str
    helper: str
    photo: str | None
    width: int | None
    height: int | None
    at: datetime | None


def card(one: Shown) -> Card:
    """A note that is shown."""
    photo = f"/diary/{one.id}/photo" if one.width else None
    return Card(
        str(one.id),
        given_in_words(one.given),
        one.text,
        place_name(one.ward_code),
        one.author_name,
        one.helper_name,
        photo,
        one.width,
        one.height,
        one.shown_at,
    )


def card_of(entry: Entry) -> Card:
    """A note in any state, for those whom it concerns; its picture is theirs to see, too."""
    photo = f"/requests/{entry.request_id}/thanks/photo" if entry.has_photo else None
    return Card(
        str(entry.id),
        given_in_words(entry.given),
        entry.text,
        place_name(entry.ward_code),
        entry.author_name,
        entry.helper_name,
        photo,
        None,
        None,
        entry.shown_at or entry.written_at,
    )


def given_in_words(given: list[dict[str, Any]]) -> str:
    """What was given, in a line."""
    return headline(given, category_labels(), language())


def place_name(code: str | None) -> str:
    """The name of a ward or a province with what lies above it; empty for none."""
    place = geo.place_by_code(code) if code else None
    return place.full_name if place else ""


def as_json(one: Shown, base_url: str) -> dict[str, Any]:
    """A note that is shown, for programs; addresses in full."""
    return {
        "id": str(one.id),
        "text": one.text,
        "given": one.given,
        "place": place_name(one.ward_code) or None,
        "ward_code": one.ward_code,
        "province_code": one.province_code,
        "author": one.author_name or None,
        "helper": one.helper_name or None,
        "photo": f"{base_url}/diary/{one.id}/photo" if one.width else None,
        "url": f"{base_url}/diary/{one.id}",
        "shown_at": one.shown_at.isoformat(),
    }


class Province(NamedTuple):
    """The figures of a province."""

    code: str
    name: str
    figures: Figures


class Counted(NamedTuple):
    """The figures of all, and of each province that has any, by name."""

    all: Figures
    provinces: list[Province]

    def of(self, province_code: str | None) -> Figures:
        """Those of one province, or of all."""
        if province_code is None:
            return self.all
        found = (one.figures for one in self.provinces if one.code == province_code)
        return next(found, Figures())


def counted() -> Counted:
    """The figures, half a minute old at most."""
    by_code = figures_by_province()
    everything = Figures()
    for figures in by_code.values():
        everything = everything.plus(figures)
    provinces = [
        Province(place.code, place.name, by_code[place.code])
        for place in geo.provinces()
        if place.code in by_code
    ]
    return Counted(everything, provinces)
