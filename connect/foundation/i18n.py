"""Languages: Vietnamese first, English complete; a third needs only its catalogue."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.support import Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, format_time, gettext, refresh
from markupsafe import Markup

from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.config import ROOT
from connect.foundation.cookies import cookie

logger = logging.getLogger(__name__)
TRANSLATIONS = ROOT / "translations"
FIRST_LANGUAGE = "vi"
SOURCE_LANGUAGE = "en"
# Code to own name of each language that is served: one with a catalogue needs nothing else.
LANGUAGES: dict[str, str] = {}
LANGUAGE_COOKIE = "language"
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 24 * 3600
# As it is written in the country, whatever one speaks there: elsewhere 3/4 is the fourth of March.
_DAY, _TIME = "dd/MM/y", "HH:mm"
_FORMATS = {"date.short": _DAY, "time.short": _TIME, "datetime.short": f"{_TIME} {_DAY}"}

babel = Babel(date_formats={**Babel.default_date_formats, **_FORMATS})


def init_i18n(app: Flask) -> None:
    """Sets up the catalogues under `translations/` and the time zone of the country."""
    LANGUAGES.clear()
    LANGUAGES.update(languages_in(TRANSLATIONS))
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = FIRST_LANGUAGE
    app.config["BABEL_DEFAULT_TIMEZONE"] = HOME_ZONE.key
    babel.init_app(app, locale_selector=language)
    app.jinja_env.globals.update(languages=LANGUAGES, language=language)
    catalogues = Catalogues(TRANSLATIONS)
    app.jinja_env.globals.update(
        _=catalogues.gettext, gettext=catalogues.gettext, ngettext=catalogues.ngettext
    )
    app.jinja_env.filters.update(ago=ago, metres=metres)


def languages_in(folder: Path) -> dict[str, str]:
    """The languages with a compiled catalogue, by code, each by its own name.

    Vietnamese first, then English, which is the source and needs no catalogue, then by name.
    """
    names = {FIRST_LANGUAGE: "", SOURCE_LANGUAGE: ""}
    for file in folder.glob("*/LC_MESSAGES/messages.mo"):
        names[file.parent.parent.name] = ""
    for code in list(names):
        try:
            locale = Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            logger.warning("The language %r is not known to Babel: it is not served.", code)
            del names[code]
        else:
            name = locale.get_display_name(locale) or code
            names[code] = name[:1].upper() + name[1:]
    first = [FIRST_LANGUAGE, SOURCE_LANGUAGE]
    others = sorted(names.keys() - set(first), key=lambda code: names[code])
    return {code: names[code] for code in (*first, *others)}


class Catalogues:
    """The texts of the templates, ready at hand: flask-babel's own look-up took a third of a page.

    A text is markup that we wrote; what is put into it is escaped.
    """

    def __init__(self, folder: Path) -> None:
        # What a catalogue lacks is said in English, the source.
        self._of = {name: Translations.load(str(folder), [name]) for name in LANGUAGES}
        self._ready: dict[str, dict[str, Markup]] = {name: {} for name in LANGUAGES}

    def gettext(self, text: str, **values: object) -> Markup:
        """`text` in the language of the answer."""
        in_language = language()
        found = self._ready[in_language].get(text)
        if found is None:
            found = Markup(self._of[in_language].ugettext(text))  # noqa: S704 - our own words
            self._ready[in_language][text] = found
        return found % values if values else found

    def ngettext(self, one: str, many: str, num: int, **values: object) -> Markup:
        """`one` or `many` in the language of the answer; the number is `%(num)d`."""
        in_language = language()
        found = self._of[in_language].ungettext(one, many, num).replace("%(num)d", "%(num)s")
        shown = {"num": written(num, 0, in_language), **values}
        return Markup(found) % shown  # noqa: S704 - our own words


def language() -> str:
    """The language of the answer under way, chosen once: a page asks for it thirty times."""
    chosen: str | None = g.get("language")
    if chosen is None:
        chosen = g.language = _choose_language()
    return chosen


@contextmanager
def speaking(words: str) -> Iterator[None]:
    """Another language for a while: for what somebody else will read."""
    before = language()
    g.language = words
    refresh()
    try:
        yield
    finally:
        g.language = before
        refresh()


def _choose_language() -> str:
    """What the person chose; else what the browser asks for; else Vietnamese."""
    if not has_request_context():
        return FIRST_LANGUAGE
    chosen = cookie(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES)) or FIRST_LANGUAGE


def ago(moment: datetime) -> str:
    """How long ago, as people say it: `12 phút trước`."""
    seconds = int((utcnow() - moment).total_seconds())
    if seconds < MINUTE_S:
        return str(gettext("just now"))
    return _lasting(_whole_units(seconds), language(), ago=True)


def lasting(seconds: float, language: str) -> str:
    """A time to the whole minute, hour or day: `12 phút`."""
    return _lasting(_whole_units(max(MINUTE_S, int(seconds))), language, ago=False)


def _whole_units(seconds: int) -> int:
    unit = next(unit for unit in (DAY_S, HOUR_S, MINUTE_S) if seconds >= unit)
    return seconds // unit * unit


@lru_cache(maxsize=1024)
def _lasting(seconds: int, language: str, *, ago: bool) -> str:
    # Lists say it for every row, and there are few different ones.
    passed = timedelta(seconds=-seconds)
    return dates.format_timedelta(passed, add_direction=ago, threshold=1, locale=language)


def clock_time(moment: datetime | None) -> str:
    """A time of day in the country: `14:30`."""
    return str(format_time(moment, "short")) if moment else ""


@lru_cache(maxsize=4096)
def written(number: float, decimals: int, in_language: str) -> str:
    """A number as it is written in a language: `1.234,5` or `1,234.5`; no zeros at its end."""
    pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
    return numbers.format_decimal(number, pattern, locale=in_language)


def metres(distance: float, in_language: str | None = None) -> str:
    """A distance that is honest about its coarseness: `600 m`, `1,2 km`, `35 km`."""
    if distance < 950:
        return f"{max(100, round(distance / 100) * 100)} m"
    decimals = 1 if distance < 9_950 else 0
    return f"{written(round(distance / 1000, decimals), decimals, in_language or language())} km"
