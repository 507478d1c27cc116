"""Opening hours as HSDS schedules, and back: pure.

A schedule is a weekly rule with one opening: iCal's days, and from when to when. What OSM's syntax
says beyond that (holidays, months, dates) goes along as a schedule of words alone, the whole text
of the hours, from which they come back as they were.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOME_OFFSET_H = 7
EVERY_HOUR = "24/7"
MINUTES_A_DAY = 24 * 60

_SPAN = r"\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}"
_DAY = rf"(?:{'|'.join(DAYS)})"
_RANGE = rf"{_DAY}(?:\s*-\s*{_DAY})?"
_RULE = re.compile(
    rf"(?P<days>{_RANGE}(?:\s*,\s*{_RANGE})*)?(?:\s*:)?\s*"
    rf"(?P<spans>off|closed|24/7|{_SPAN}(?:\s*,\s*{_SPAN})*)",
    re.IGNORECASE,
)
# Of holidays, or of one year: an ordinary week goes on without them.
_APART = re.compile(r"(?:(?:PH|SH)(?:\s*,\s*(?:PH|SH))*\s|\d{4}\s).*", re.IGNORECASE)
_TIME = re.compile(r"(\d{2}):(\d{2})(?::00(?:\.0+)?)?(Z|[+-]\d{2}(?::?\d{2})?)?")
_HOME_OFFSETS = ("", "+07:00", "+0700", "+07")
# A rule with one of these is no plain week.
_MORE_THAN_A_WEEK = ("count", "byweekno", "bymonthday", "byyearday")

Spans = tuple[tuple[int, int], ...]
Schedule = dict[str, Any]


class NotAWeek(ValueError):
    """These schedules say what an ordinary week cannot."""


def schedules_of(hours: str) -> list[Schedule]:
    """The schedules, without ids, of hours in OSM's syntax; none for empty ones."""
    if not hours:
        return []
    week, whole = _week_of(hours)
    schedules = []
    for opens, closes in sorted({span for spans in week.values() for span in spans}):
        days = [day for day in DAYS if (opens, closes) in week.get(day, ())]
        schedules.append(
            {
                "freq": "WEEKLY",
                "byday": ",".join(day.upper() for day in days),
                "opens_at": _at(opens),
                "closes_at": _at(closes),
                "timezone": HOME_OFFSET_H,
            }
        )
    if not whole or not schedules:
        schedules.append({"description": hours})
    return schedules


def hours_of(schedules: Iterable[Mapping[str, Any]], today: date) -> str:
    """The hours that the schedules in force say, in OSM's syntax; "" where there are none.

    Raises `NotAWeek` for what cannot be said so. Words alone are taken to be hours in OSM's syntax:
    whoever asks checks them.
    """
    given = [one for one in schedules if _in_force(one, today)]
    for one in given:
        if not one.get("opens_at") and (words := str(one.get("description") or "").strip()):
            return words
    week: dict[str, list[tuple[int, int]]] = {}
    for one in given:
        opens, closes = _minutes(one.get("opens_at")), _minutes(one.get("closes_at"))
        if opens == closes != 0:
            raise NotAWeek("it closes when it opens")
        for day in _days(one):
            week.setdefault(day, []).append(_ended(opens, closes))
    return _text({day: tuple(sorted(set(spans))) for day, spans in week.items()})


def _week_of(hours: str) -> tuple[dict[str, Spans], bool]:
    """The openings of an ordinary week by day, minutes since midnight; whether that is all."""
    week: dict[str, Spans] = {}
    whole = True
    nights, rules = False, 0
    for text in hours.split(";"):
        rule = text.strip()
        if not rule:
            continue
        if _APART.fullmatch(rule):
            whole = False
            continue
        match = _RULE.fullmatch(rule)
        spans = _spans(match["spans"]) if match else None
        if match is None or spans is None:
            return {}, False
        # A later rule counts for its days instead of the ones before.
        week.update(dict.fromkeys(_named(match["days"]), spans))
        nights = nights or any(closes > MINUTES_A_DAY for _opens, closes in spans)
        rules += 1
    # What one rule leaves of the night of another, the words alone can say.
    return week, whole and not (nights and rules > 1)


def _spans(text: str) -> Spans | None:
    if text.lower() in ("off", "closed"):
        return ()
    if text == EVERY_HOUR:
        return ((0, MINUTES_A_DAY),)
    found = []
    for part in text.split(","):
        opens, closes = (_clock(time) for time in part.split("-"))
        span = _ended(opens, closes)
        if opens >= MINUTES_A_DAY or span[1] - opens > MINUTES_A_DAY or opens == closes:
            return None
        found.append(span)
    return tuple(sorted(set(found)))


def _clock(text: str) -> int:
    hour, minute = text.strip().split(":")
    return int(hour) * 60 + int(minute)


def _ended(opens: int, closes: int) -> tuple[int, int]:
    """An opening whose end lies behind its beginning."""
    return opens, closes if closes > opens else closes + MINUTES_A_DAY


def _named(text: str | None) -> Iterator[str]:
    if not text:
        yield from DAYS
        return
    for part in text.split(","):
        ends = [DAYS.index(day.strip().capitalize()) for day in part.split("-")]
        first, last = ends[0], ends[-1]
        yield from DAYS[first : last + 1] if first <= last else DAYS[first:] + DAYS[: last + 1]


def _at(minutes: int) -> str:
    hour, minute = divmod(minutes % MINUTES_A_DAY, 60)
    return f"{hour:02}:{minute:02}+{HOME_OFFSET_H:02}:00"


def _in_force(schedule: Mapping[str, Any], today: date) -> bool:
    try:
        begins = date.fromisoformat(str(schedule.get("valid_from") or date.min)[:10])
        ends = (str(schedule.get(name) or date.max)[:10] for name in ("valid_to", "until"))
        return begins <= today <= min(map(date.fromisoformat, ends))
    except ValueError:
        raise NotAWeek("a date that is none") from None


def _days(schedule: Mapping[str, Any]) -> Iterator[str]:
    if str(schedule.get("freq") or "").upper() != "WEEKLY":
        raise NotAWeek("not weekly")
    if schedule.get("interval") not in (None, 1, "1") or any(
        schedule.get(name) for name in _MORE_THAN_A_WEEK
    ):
        raise NotAWeek("not every week")
    if schedule.get("timezone") not in (None, HOME_OFFSET_H, str(HOME_OFFSET_H)):
        raise NotAWeek("another time zone")
    for part in str(schedule.get("byday") or "").split(","):
        day = part.strip().capitalize()
        if day not in DAYS:
            raise NotAWeek("no day of the week")
        yield day


def _minutes(text: Any) -> int:
    match = _TIME.fullmatch(str(text or ""))
    if match is None or (match[3] or "") not in _HOME_OFFSETS:
        raise NotAWeek("no time of our day")
    minutes = int(match[1]) * 60 + int(match[2])
    if minutes > MINUTES_A_DAY or int(match[2]) > 59:
        raise NotAWeek("no time of day")
    return minutes


def _text(week: Mapping[str, Spans]) -> str:
    if not week:
        return ""
    if all(week.get(day) == ((0, MINUTES_A_DAY),) for day in DAYS):
        return EVERY_HOUR
    by_spans: dict[Spans, list[str]] = {}
    for day in DAYS:
        if day in week:
            by_spans.setdefault(week[day], []).append(day)
    return "; ".join(
        f"{_range(days)} {','.join(f'{_hour(opens)}-{_hour(closes)}' for opens, closes in spans)}"
        for spans, days in by_spans.items()
    )


def _range(days: list[str]) -> str:
    """`Mo-We,Fr` of the days in their order."""
    runs: list[list[str]] = []
    for day in days:
        if runs and DAYS.index(runs[-1][-1]) + 1 == DAYS.index(day):
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _hour(minutes: int) -> str:
    """Past midnight as OSM writes it; midnight at the end of a day is 24:00."""
    hour, minute = divmod(minutes if minutes <= MINUTES_A_DAY else minutes - MINUTES_A_DAY, 60)
    return f"{hour:02}:{minute:02}"
