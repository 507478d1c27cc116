"""Hotlines as people and programs read them: in order, and in the words of their language."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from connect.foundation.i18n import language
from connect.foundation.text import in_order
from connect.hotlines.areas import area_name
from connect.hotlines.models import Hotline
from connect.hotlines.topics import Topic


class Sections(NamedTuple):
    """What saves a life stands first, then what is near, then the rest of the country."""

    urgent: list[Hotline]
    here: list[Hotline]
    national: list[Hotline]


def sections(found: Iterable[Hotline], area_codes: Sequence[str], topic: str) -> Sections:
    """The hotlines about a topic ("" for all), each once. Nearer areas stand first."""
    told = Sections([], [], [])
    for hotline in sorted(found, key=lambda one: in_order(name_of(one))):
        if topic and topic not in hotline.topics:
            continue
        if Topic.EMERGENCY in hotline.topics:
            told.urgent.append(hotline)
        else:
            (told.here if hotline.area_code else told.national).append(hotline)
    told.urgent.sort(key=lambda one: (one.area_code is not None, in_order(one.phones[0])))
    told.here.sort(key=lambda one: area_codes.index(one.area_code or ""))
    return told


def name_of(hotline: Hotline) -> str:
    """Its name in the language of the answer."""
    return _in_language(hotline.name_vi, hotline.name_en)


def note_of(hotline: Hotline) -> str:
    """Its note in the language of the answer."""
    return _in_language(hotline.note_vi, hotline.note_en)


def public_fields(hotline: Hotline) -> dict[str, Any]:
    """The hotline in JSON."""
    return {
        "id": str(hotline.id),
        "name": name_of(hotline),
        "phones": hotline.phones,
        "topics": hotline.topics,
        "area": {"code": hotline.area_code, "name": area_name(hotline.area_code)}
        if hotline.area_code
        else None,
        "hours": hotline.hours,
        "note": note_of(hotline),
        "source": hotline.source,
        "verified_on": hotline.verified_on.isoformat() if hotline.verified_on else None,
    }


def _in_language(vi: str, en: str) -> str:
    # What is written down in two languages: a third one reads English, as it does elsewhere.
    return (vi or en) if language() == "vi" else (en or vi)
