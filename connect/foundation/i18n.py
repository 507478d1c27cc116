"""Languages: Vietnamese first, English complete; a third needs only its catalogue."""

from datetime import datetime, timedelta
from functools import lru_cache

from flask import Flask, request
from flask_babel import Babel, format_timedelta, get_locale, gettext

from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.config import ROOT

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
FIRST_LANGUAGE = "vi"
LANGUAGE_COOKIE = "language"
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 24 * 3600

babel = Babel()


def init_i18n(app: Flask) -> None:
    """Sets up the catalogues under `translations/` and the time zone of the country."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    app.config["BABEL_DEFAULT_LOCALE"] = FIRST_LANGUAGE
    app.config["BABEL_DEFAULT_TIMEZONE"] = HOME_ZONE.key
    babel.init_app(app, locale_selector=choose_language)
    app.jinja_env.globals.update(languages=LANGUAGES, language=language)
    app.jinja_env.filters.update(ago=ago, metres=metres)


def choose_language() -> str:
    """What the person chose; else what the browser asks for; else Vietnamese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES)) or FIRST_LANGUAGE


def language() -> str:
    """The language of the answer under way."""
    return str(get_locale() or FIRST_LANGUAGE)


def ago(moment: datetime | str) -> str:
    """How long ago, as people say it: `12 phút trước`."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    seconds = max(0, int((utcnow() - moment).total_seconds()))
    unit = next(unit for unit in (DAY_S, HOUR_S, MINUTE_S, 1) if seconds >= unit or unit == 1)
    return _ago(language(), seconds // unit * unit)


@lru_cache(maxsize=1024)
def _ago(_language: str, seconds: int) -> str:
    # Lists say it for every row, and there are few different ages.
    if seconds < MINUTE_S:
        return str(gettext("just now"))
    return str(format_timedelta(timedelta(seconds=-seconds), add_direction=True, threshold=1))


def metres(distance: float) -> str:
    """A distance that is honest about its coarseness: `600 m`, `1,2 km`, `35 km`."""
    if distance < 950:
        return f"{max(100, round(distance / 100) * 100):.0f} m"
    decimals = 1 if distance < 9_950 else 0
    number = f"{distance / 1000:.{decimals}f}"
    return f"{number.replace('.', ',') if language() == 'vi' else number} km"
