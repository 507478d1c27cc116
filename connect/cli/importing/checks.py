"""Checks of single values: each gives what the database takes, or says why not (`BadRow`)."""

import hashlib
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from flask import current_app

from connect.cli.importing.row import BadRow
from connect.foundation.phones import WrongPhone, parse_phone
from connect.foundation.text import clean_line, clean_text
from connect.geo import Point, WrongPoint, checked_point, is_in_country

LONGEST_SOURCE_ID = 120
# Clocks and time zones are often wrong by hours; a report from next week is a mistake.
FORGIVEN = timedelta(days=1)
# A value this many times too long is not even cleaned to see how long it really is.
FAR_TOO_LONG = 4
_YES = frozenset(("yes", "true", "1", "y", "x", "có", "only"))
_NO = frozenset(("no", "false", "0", "n", "không"))
_SEPARATORS = re.compile(r"[;,/]")
_PART = re.compile(r"((?:[^;\\]|\\.)*)(?:;|$)", re.DOTALL)


def line(values: Mapping[str, str], name: str, most: int) -> str:
    """One cleaned line of at most `most` characters; "" where there is none."""
    text = values.get(name, "")
    return _fitting(name, clean_line(text), most) if _may_fit(name, text, most) else ""


def lines(values: Mapping[str, str], name: str, most: int) -> str:
    """Cleaned text of at most `most` characters; "" where there is none."""
    text = values.get(name, "")
    return _fitting(name, clean_text(text), most) if _may_fit(name, text, most) else ""


def _may_fit(name: str, text: str, most: int) -> bool:
    if len(text) > FAR_TOO_LONG * most:
        raise BadRow(f"{name} has {len(text)} characters, at most {most} are possible")
    return bool(text)


def _fitting(name: str, text: str, most: int) -> str:
    if len(text) > most:
        raise BadRow(f"{name} has {len(text)} characters, at most {most} are possible")
    return text


def source_id(values: Mapping[str, str], without: Collection[str] = ()) -> str:
    """The row's own id; without one, a fingerprint of all that it says `without` some columns."""
    given = line(values, "source_id", LONGEST_SOURCE_ID)
    if given:
        return given
    said = "\x1f".join(f"{name}={values[name]}" for name in sorted(values) if name not in without)
    return f"row-{hashlib.sha256(said.encode(errors='replace')).hexdigest()[:32]}"


def point(values: Mapping[str, str]) -> Point:
    """The place, degrees."""
    lat, lon = values.get("lat", ""), values.get("lon", "")
    if not lat or not lon:
        raise BadRow("there is no place: lat and lon are needed")
    try:
        return checked_point(lat, lon)
    except WrongPoint as error:
        if _is_point(lon, lat):
            raise BadRow(f"lat {lat[:20]}, lon {lon[:20]}: these two seem to be swapped") from None
        raise BadRow(f"lat {lat[:20]}, lon {lon[:20]}: {error}") from None


def in_country(point: Point) -> None:
    """Raises `BadRow` for a place in the sea or abroad, unless the setting takes any country."""
    if not is_in_country(point) and not current_app.config["CONNECT"].anywhere:
        raise BadRow(
            f"lat {point.lat}, lon {point.lon} is more than 50 km from Viet Nam: "
            "CONNECT_COUNTRY=any takes it"
        )


def _is_point(lat: str, lon: str) -> bool:
    try:
        checked_point(lat, lon)
    except WrongPoint:
        return False
    return True


def phone(values: Mapping[str, str]) -> str | None:
    """The phone in E.164, or None where there is none."""
    text = values.get("phone", "")
    if not text:
        return None
    try:
        return parse_phone(clean_line(text[:200]))
    except WrongPhone:
        raise BadRow(f"phone {text[:40]!r} is not a number that can be called") from None


def first_phone(values: Mapping[str, str]) -> str | None:
    """The first of several phones that can be called, or None."""
    for text in _SEPARATORS.split(values.get("phone", "")[:200]):
        try:
            return parse_phone(clean_line(text))
        except WrongPhone:
            continue
    return None


def whole(values: Mapping[str, str], name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most`."""
    text = values.get(name, "")
    if not text:
        return default
    number = _number(name, text)
    if number != int(number) or not 1 <= number <= most:
        raise BadRow(f"{name} is {text[:20]}, it must be a whole number from 1 to {most}")
    return int(number)


def metres(values: Mapping[str, str], name: str, default: float, most: float) -> float:
    """A distance above 0, at most `most` metres."""
    text = values.get(name, "")
    if not text:
        return default
    number = _number(name, text)
    if not 0 < number <= most:
        raise BadRow(f"{name} is {text[:20]}, it must be above 0 and at most {most:.0f} metres")
    return number


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise BadRow(f"{name} is {text[:20]!r}, which is not a number") from None
    if number - number != 0:  # infinite or not a number at all
        raise BadRow(f"{name} is {text[:20]}, which is not a finite number")
    return number


def yes_no(values: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Yes or no, as people and programs write them."""
    text = values.get(name, "").casefold()
    if not text:
        return default
    if text in _YES or text in _NO:
        return text in _YES
    raise BadRow(f"{name} is {text[:20]!r}, it must be yes or no")


def one_of(values: Mapping[str, str], name: str, allowed: Collection[str], default: str) -> str:
    """One of some words."""
    text = values.get(name, "").lower() or default
    if text not in allowed:
        raise BadRow(f"{name} is {text[:40]!r}, it must be one of: {', '.join(allowed)}")
    return text


def codes(values: Mapping[str, str], known: Collection[str]) -> list[str]:
    """The categories, each once, in their order; at least one."""
    return list(_codes(values.get("categories", "")[:2000], frozenset(known)))


@lru_cache(maxsize=1024)
def _codes(text: str, known: frozenset[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(code for part in text.split(";") if (code := part.strip())))
    unknown = [code for code in found if code not in known]
    if unknown:
        named = ", ".join(sorted(known))
        raise BadRow(f"category {unknown[0][:40]!r} is not known; there are {named}")
    if not found:
        raise BadRow("there is no category")
    return found


def moment(values: Mapping[str, str], name: str, zone: tzinfo, now: datetime) -> datetime | None:
    """A moment in ISO 8601, in UTC; `zone` where it names none. Never later than now."""
    text = values.get(name, "")
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=zone)
        found = found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRow(f"{name} is {text[:40]!r}, which is no time: 2026-01-31T08:30:00Z") from None
    if found > now + FORGIVEN:
        raise BadRow(f"{name} is {text[:40]}, which lies in the future")
    return min(found, now)


def split_escaped(text: str) -> list[str]:
    """The parts of a list joined by `;`, in which `\\;` is no separator. They stay escaped."""
    return [part for part in (match[1].strip() for match in _PART.finditer(text)) if part]
