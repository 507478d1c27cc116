"""Many hotlines at once, by their source ids: for imports, and the national ones that we bring."""

import csv
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from connect.foundation.bulk import each_row
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db, table_of, transaction
from connect.foundation.phones import WrongPhone
from connect.foundation.source_ids import known_ids
from connect.foundation.text import clean_line
from connect.geo import place_by_code
from connect.hotlines.models import LONGEST, Hotline
from connect.hotlines.numbers import parse_numbers
from connect.hotlines.queries import hotline_to_change
from connect.hotlines.service import HotlineDetails
from connect.hotlines.topics import Topic
from connect.responders import WrongHours, checked_hours

COLUMNS = (
    *("source_id", "name_vi", "name_en", "phones", "topics", "area_code", "hours"),
    *("note_vi", "note_en", "source", "verified_on"),
)
NATIONAL = Path(__file__).with_name("national.csv")
_LINES = {
    "name_vi": "name", "name_en": "name", "note_vi": "note", "note_en": "note", "source": "source",
}  # fmt: skip


class WrongHotline(ValueError):
    """This is no hotline; the text says why."""


def details_of(values: Mapping[str, str]) -> HotlineDetails:
    """The hotline that the cells of a row are, by `COLUMNS`. Raises `WrongHotline`."""
    lines = {name: _line(values, name, LONGEST[kind]) for name, kind in _LINES.items()}
    if not lines["name_vi"]:
        raise WrongHotline("there is no name_vi")
    topics = [code.strip() for code in values.get("topics", "").split(";") if code.strip()]
    unknown = [code for code in topics if code not in list(Topic)]
    if unknown or not topics:
        raise WrongHotline(f"topics must be of: {', '.join(Topic)}")
    area = values.get("area_code", "").strip() or None
    place = place_by_code(area) if area else None
    if area and (place is None or not place.current or place.kind not in ("ward", "province")):
        raise WrongHotline(f"area_code {area[:20]!r} is no ward or province in force")
    try:
        phones = parse_numbers(values.get("phones", "")[: LONGEST["phones"]])
    except WrongPhone:
        raise WrongHotline("phones hold no number, or one that cannot be called") from None
    try:
        hours = checked_hours(_line(values, "hours", LONGEST["hours"]))
    except WrongHours:
        raise WrongHotline("hours are not in OSM's syntax") from None
    return HotlineDetails(
        phones=phones,
        topics=list(dict.fromkeys(topics)),
        area_code=area,
        hours=hours,
        verified_on=_day(values.get("verified_on", "").strip()),
        **lines,
    )


def save_imported(rows: Sequence[tuple[str, HotlineDetails]]) -> tuple[int, int]:
    """Creates or corrects hotlines by their source id; how many of each. The last row counts.

    Of the same numbers the later check counts; others are checked only where the row says when.
    """
    last = dict(rows)
    with transaction():
        known = known_ids(table_of(Hotline), last)
        # In one order: two imports at once wait for each other, and never in a ring.
        for source_id, details in sorted(last.items()):
            if source_id in known and (hotline := hotline_to_change(known[source_id])):
                _correct(hotline, details)
            else:
                db.session.add(Hotline(id=uuid.uuid4(), source_id=source_id, **asdict(details)))
    return len(last) - len(known), len(known)


def _correct(hotline: Hotline, details: HotlineDetails) -> None:
    told = asdict(details)
    if hotline.phones == details.phones and not _is_later(details, hotline):
        del told["verified_on"]
    else:
        hotline.verified_by_id = None  # nobody of ours has called it then
    for name, value in told.items():
        setattr(hotline, name, value)


def _is_later(details: HotlineDetails, hotline: Hotline) -> bool:
    return (details.verified_on or date.min) > (hotline.verified_on or date.min)


def bring_national() -> int:
    """Adds the national hotlines that are not here yet; those that are stay as they are."""
    with NATIONAL.open(encoding="utf-8", newline="") as file:
        rows = {row["source_id"]: row for row in csv.DictReader(file)}
    with transaction():
        known = known_sources(list(rows))
        fresh = {key: details_of(row) for key, row in rows.items() if key not in known}
        return sum(_brought(source_id, details) for source_id, details in fresh.items())


def _brought(source_id: str, details: HotlineDetails) -> bool:
    try:
        with db.session.begin_nested():
            db.session.add(Hotline(id=uuid.uuid4(), source_id=source_id, **asdict(details)))
    except IntegrityError:
        return False  # another machine that starts now just has
    return True


def known_sources(source_ids: Sequence[str]) -> set[str]:
    """Which of these source ids an import would correct."""
    return set(known_ids(table_of(Hotline), source_ids))


def each_hotline() -> Iterator[Hotline]:
    """Every hotline in force by id, in flat memory: for exports."""
    return each_row(Hotline, Hotline.id, Hotline.retired_at.is_(None))


def _line(values: Mapping[str, str], name: str, most: int) -> str:
    text = clean_line(values.get(name, "")[: 4 * most])
    if len(text) > most:
        raise WrongHotline(f"{name} is too long: at most {most} characters are possible")
    return text


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise WrongHotline(f"verified_on is {text[:20]!r}, which is no day: 2026-01-31") from None
    if day > utcnow().astimezone(HOME_ZONE).date():
        raise WrongHotline(f"verified_on is {text}, which lies in the future")
    return day
