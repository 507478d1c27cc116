"""Languages: Vietnamese first, English complete; a third needs only its catalogue."""

from datetime import datetime, timedelta

from flask import Flask, request
from flask_babel import Babel, format_timedelta, get_locale

from connect.foundation.clock import utcnow
from connect.foundation.config import ROOT

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
FIRST_LANGUAGE = "vi"
LANGUAGE_COOKIE = "language"

babel = Babel()


def init_i18n(app: Flask) -> None:
    """Sets up the catalogues under `translations/` and the time zone of the country."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    app.config["BABEL_DEFAULT_LOCALE"] = FIRST_LANGUAGE
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Ho_Chi_Minh"
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
    passed: timedelta = moment - utcnow()
    return str(format_timedelta(passed, add_direction=True, threshold=1.2))


def metres(distance: float) -> str:
    """A distance that is honest about its coarseness: `600 m`, `1,2 km`, `35 km`."""
    if distance < 950:
        return f"{max(100, round(distance / 100) * 100):.0f} m"
    decimals = 1 if distance < 9_950 else 0
    number = f"{distance / 1000:.{decimals}f}"
    return f"{number.replace('.', ',') if language() == 'vi' else number} km"
