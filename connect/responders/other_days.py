"""Days with other hours (Tết, an order), at the end of hours in OSM's syntax. Pure.

`Mo-Su 07:00-21:00; 2027 Feb 05-2027 Feb 09 off "Tết"`: the parser knows them, and so does everybody
who reads such hours elsewhere. They are told from the usual hours by their year.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

MOST = 12
LONGEST_REASON = 60
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = rf"(\d{{4}}) ({'|'.join(_MONTHS)}) (\d{{1,2}})"
_RULE = re.compile(rf'{_DAY}(?:-{_DAY})? (off|[\d:,-]+)(?: "([^"]*)")?')
_LAST_RULE = re.compile(rf";\s*({_RULE.pattern})\s*$")


class OtherDays(NamedTuple):
    """From a day to a day, both included, other hours than usual: `off`, or spans of a day."""

    first: date
    last: date
    hours: str
    reason: str = ""

    def __str__(self) -> str:
        """The rule in OSM's syntax."""
        days = _day(self.first)
        if self.last != self.first:
            days += f"-{_day(self.last)}"
        reason = re.sub(r'[";]', " ", self.reason).strip()
        return f"{days} {self.hours}" + (f' "{reason}"' if reason else "")


def parted(hours: str) -> tuple[str, list[OtherDays]]:
    """The usual hours, and the days that have others, in their order."""
    found: list[OtherDays] = []
    while last := _LAST_RULE.search(hours):
        days = _read(last[1])
        if days is None:
            break
        found.insert(0, days)
        hours = hours[: last.start()]
    return hours, found


def joined(usual: str, other: Iterable[OtherDays], today: date) -> str:
    """Both in one text, by day; what is over by `today` is left out."""
    kept = sorted(days for days in other if days.last >= today)
    return "; ".join([usual, *map(str, kept)])


def _read(rule: str) -> OtherDays | None:
    read = _RULE.fullmatch(rule)
    if read is None:
        return None
    try:
        first = _date(*read.groups()[:3])
        last = _date(*read.groups()[3:6]) if read[4] else first
    except ValueError:  # 31 February
        return None
    return OtherDays(first, last, read[7], read[8] or "")


def _day(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"


def _date(year: str, month: str, day: str) -> date:
    return date(int(year), _MONTHS.index(month) + 1, int(day))
