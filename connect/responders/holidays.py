"""Holidays by the moon: the parser of opening hours knows `PH` by the solar calendar only. Pure."""

import re

# Tết, the five days around the new year of which the law speaks, and Giỗ Tổ, the 10th of the third
# month: reckoned for UTC+7. A shop that keeps other days tells them as days with other hours. So it
# does for the second day of the National Day: each year anew a decision says whether that is the
# day before or the day after 2 September.
BY_THE_MOON = ",".join(
    (
        "2026 Feb 16-2026 Feb 20", "2026 Apr 26",
        "2027 Feb 05-2027 Feb 09", "2027 Apr 16",
        "2028 Jan 25-2028 Jan 29", "2028 Apr 04",
        "2029 Feb 12-2029 Feb 16", "2029 Apr 23",
        "2030 Feb 01-2030 Feb 05", "2030 Apr 12",
        "2031 Jan 22-2031 Jan 26", "2031 Apr 01",
        "2032 Feb 10-2032 Feb 14", "2032 Apr 19",
        "2033 Jan 30-2033 Feb 03", "2033 Apr 09",
        "2034 Feb 18-2034 Feb 22", "2034 Apr 28",
        "2035 Feb 07-2035 Feb 11", "2035 Apr 17",
    )
)  # fmt: skip
# A rule of which holidays are a day (`PH off`, `Su,PH 08:00-12:00 "..."`), up to its end.
_DAYS = r"[A-Z][A-Za-z](?:-[A-Z][a-z])?"
_RULE_OF_HOLIDAYS = re.compile(
    rf"((?:^|;)\s*(?:{_DAYS}\s*,\s*)*PH(?:\s*,\s*{_DAYS})*)"
    r'(\s+(?:off|closed|open|unknown|\d)[^;"|]*(?:"[^"]*")?)(?=\s*(?:;|$))'
)


def with_all_holidays(hours: str) -> str:
    """Hours in OSM's syntax, of which each rule for holidays holds on those by the moon, too.

    For the parser alone: what is kept and shown says `PH`, which everybody understands.
    """
    return _RULE_OF_HOLIDAYS.sub(rf"\1\2; {BY_THE_MOON}\2", hours)
