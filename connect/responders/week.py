"""A week of opening hours: as people write them in a form, and in OSM's syntax. Pure.

Whatever has more than a week in it (months, dates, fallbacks) is no week: it stays a text.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAYS = "PH"
DAYS = (*WEEKDAYS, HOLIDAYS)
DAY_MIN = 24 * 60
NOON_H = 12
# From when to when, in minutes since midnight; an end before its beginning is on the next day.
Spans = tuple[tuple[int, int], ...]
SHUT: Spans = ()
ALL_DAY: Spans = ((0, DAY_MIN),)

_TIME = r"(\d{1,2})\s*(?:(?:h|g|giờ|:)\s*(\d{2})?)?\s*(sáng|trưa|chiều|tối)?"
# As people write them on a door: "7h-21h", "7:30 – 21 giờ", "8 giờ sáng đến 9 giờ tối".
_PLAIN = re.compile(rf"{_TIME}\s*(?:-|–|đến|to)\s*{_TIME}", re.IGNORECASE)
_SHUT = {"off", "closed", "nghỉ", "đóng cửa"}
_ALL_DAY = {"24/7", "24/24", "cả ngày"}
_OSM_DAY = "|".join(DAYS)
_OSM_DAYS = rf"(?:{_OSM_DAY})(?:-(?:{_OSM_DAY}))?"
_OSM_RULE = re.compile(rf"({_OSM_DAYS}(?:\s*,\s*{_OSM_DAYS})*)?\s*([\d:,\s-]+|off|closed)?")
# Before a rule that stands in the place of others, or that is added to them.
_AFTER_A_RULE = re.compile(r"(?=;)|(?<=\d)\s*(?=,\s*[A-Z])")
_OSM_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
# What the syntax never has outside of its comments: long dashes, English days of more letters.
_SPELT_OTHERWISE = re.compile(
    r'"[^"]*"|\s*[–—]\s*|\b(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?'
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b",
    re.IGNORECASE,
)


class Week(NamedTuple):
    """The hours of each weekday from Monday on, and those of holidays; None: as on other days."""

    days: tuple[Spans, ...]
    holidays: Spans | None = None


def spans_of(words: str) -> Spans | None:
    """The hours of a day as people write them: `7h-11h30, 14h-19h`, `nghỉ`; None: unreadable."""
    said = words.strip().lower()
    if said in _SHUT:
        return SHUT
    if said in _ALL_DAY:
        return ALL_DAY
    plain = [_PLAIN.fullmatch(part.strip()) for part in re.split(r"[,;]|\bvà\b|\band\b", said)]
    return _checked(
        [(_minute(*one.groups()[:3]), _minute(*one.groups()[3:])) if one else None for one in plain]
    )


def hours_of(words: str) -> str:
    """Hours of every day as people write them (`7h-21h`) in the syntax; else as `spelt`."""
    spans = spans_of(words)
    return spelt(words) if spans is None else written(Week((spans,) * len(WEEKDAYS)))


def spelt(hours: str) -> str:
    """Hours with days and dashes as the syntax has them: of `Mon–Fri 08:00–17:00` `Mo-Fr …`.

    What is in the syntax already stays as it is, and so do its comments.
    """
    return _SPELT_OTHERWISE.sub(_as_in_osm, hours)


def _as_in_osm(found: re.Match[str]) -> str:
    said = found[0]
    if said.startswith('"'):
        return said
    return "-" if said.strip() in "–—" else said[:2].capitalize()


def week_of(hours: str) -> Week | None:
    """The week that a text in the syntax says, None where it says more than a week."""
    days: dict[str, Spans] = {}
    holidays: Spans | None = None
    nights = False
    for part in _AFTER_A_RULE.split(hours.strip().removesuffix(";")):
        read = _rule(part.lstrip(",;").strip())
        if read is None:
            return None
        named, spans = read
        nights |= any(closes < opens for opens, closes in spans)
        if part.startswith(",") and (HOLIDAYS in named or set(named) & set(days)):
            return None
        days |= {day: spans for day in named if day != HOLIDAYS}
        if HOLIDAYS in named:
            holidays = spans
        elif holidays is not None:
            # A rule of weekdays holds on holidays too, where it comes after theirs.
            if not set(WEEKDAYS).issubset(named):
                return None
            holidays = None
    # A later rule cuts off the night before its days, and a holiday's: no door says so.
    if nights and (holidays is not None or ";" in hours):
        return None
    return Week(tuple(days.get(day, SHUT) for day in WEEKDAYS), holidays)


def same_week(hours: str, other: str) -> bool:
    """Whether two texts say the same week, whatever the words."""
    return hours == other or (week_of(hours) is not None and week_of(hours) == week_of(other))


def written(week: Week) -> str:
    """A week in the syntax, days of the same hours together: `Mo-Sa 07:00-19:00; PH off`."""
    if set(week.days) == {ALL_DAY} and week.holidays is None:
        return "24/7"
    rules = [
        f"{_days([day for day, has in zip(WEEKDAYS, week.days, strict=True) if has == spans])} "
        f"{day_hours(spans)}"
        for spans in dict.fromkeys(week.days)
        if spans
    ]
    parts = [", ".join(rules)] if rules and _past_midnight(week) else rules
    if week.holidays is not None:
        parts.append(f"{HOLIDAYS} {day_hours(week.holidays)}")
    return "; ".join(parts) or "off"


def day_hours(spans: Spans) -> str:
    """The hours of a day in figures: `07:00-11:30,14:00-19:00`; `off` for none."""
    return ",".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in spans) or "off"


def combined(line: str, other: Mapping[str, Spans]) -> str:
    """One text from a line for every day (`hours_of`) and the hours of days that have others.

    `other` is by `DAYS`. Without a line the days that are not named are shut; where all that are
    named are shut, the rest is open day and night.
    """
    hours = hours_of(line)
    if not other:
        return hours
    usual = SHUT if any(other.values()) else ALL_DAY
    week = week_of(hours) if hours else Week((usual,) * len(WEEKDAYS))
    if week is None:
        return "; ".join([hours, *(f"{day} {day_hours(spans)}" for day, spans in other.items())])
    days = zip(WEEKDAYS, week.days, strict=True)
    return written(
        Week(
            tuple(other.get(day, spans) for day, spans in days),
            other.get(HOLIDAYS, week.holidays),
        )
    )


def taken_apart(hours: str) -> tuple[str, dict[str, Spans]]:
    """What `combined` makes a text of: its line, and the days that have other hours."""
    week = week_of(hours) if hours else None
    if week is None or (set(week.days) == {SHUT} and not week.holidays):
        return hours, {}
    [(usual, _times)] = Counter(week.days).most_common(1)
    other = {
        day: spans for day, spans in zip(WEEKDAYS, week.days, strict=True) if spans != usual
    } | ({} if week.holidays is None else {HOLIDAYS: week.holidays})
    return ("24/7" if usual == ALL_DAY else day_hours(usual) if usual else ""), other


def _past_midnight(week: Week) -> bool:
    days = (*week.days, week.holidays or SHUT)
    return any(closes < opens for spans in days for opens, closes in spans)


def _rule(rule: str) -> tuple[Sequence[str], Spans] | None:
    if rule == "24/7":
        return WEEKDAYS, ALL_DAY
    read = _OSM_RULE.fullmatch(rule)
    if read is None or not rule:
        return None
    spans = _osm_spans((read[2] or "").strip())
    if spans is None:
        return None
    return _named(read[1]) if read[1] else WEEKDAYS, spans


def _osm_spans(text: str) -> Spans | None:
    if not text:
        return ALL_DAY  # "Mo-Fr" alone
    if text in ("off", "closed"):
        return SHUT
    found = [_OSM_SPAN.fullmatch(part.strip()) for part in text.split(",")]
    return _checked(
        [
            (int(one[1]) * 60 + int(one[2]), int(one[3]) * 60 + int(one[4])) if one else None
            for one in found
        ]
    )


def _named(text: str) -> list[str]:
    named: list[str] = []
    for part in text.split(","):
        first, _to, last = part.strip().partition("-")
        if last and HOLIDAYS not in (first, last):
            start, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
            span = range(start, end + 1 + (7 if end < start else 0))
            named += [WEEKDAYS[at % 7] for at in span]
        else:
            named += [first, *([last] if last else [])]
    return named


def _checked(found: list[tuple[int, int] | None]) -> Spans | None:
    """The spans, if all are there and of this world, none of them empty, none within another."""
    spans = tuple(sorted((opens, closes or DAY_MIN) for opens, closes in filter(None, found)))
    ends = [closes if closes > opens else closes + DAY_MIN for opens, closes in spans]
    apart = all(end < begin for end, (begin, _end) in zip(ends, spans[1:], strict=False))
    sane = all(opens < DAY_MIN and closes <= DAY_MIN and opens != closes for opens, closes in spans)
    return spans if sane and apart and len(spans) == len(found) else None


def _minute(hour: str, minute: str | None, part: str | None) -> int:
    afternoon = (part or "").lower() in ("chiều", "tối") and int(hour) < NOON_H
    # 7h75 is no time: it becomes one that no day has.
    minutes = int(minute or 0)
    return (int(hour) + NOON_H * afternoon) * 60 + minutes if minutes < 60 else 2 * DAY_MIN


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _days(days: list[str]) -> str:
    """`Mo-Fr`, `Sa,Su`: runs of three and more by a dash."""
    runs: list[list[str]] = []
    for day in days:
        if runs and WEEKDAYS.index(runs[-1][-1]) + 1 == WEEKDAYS.index(day):
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run) for run in runs)
