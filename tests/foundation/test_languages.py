"""A third language needs its catalogue and nothing else; numbers and days as people write them."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from connect.foundation import i18n
from connect.foundation.i18n import LANGUAGES, clock_time, languages_in, metres, speaking, written
from connect.foundation.phones import show_phone
from connect.responders import CategoryLabel
from tests.people import People
from tests.situations import help_from, responder_now
from tests.web import Browser, browser_of, words

# Of Czech a few words, with its three plurals; of everything else nothing.
CZECH = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);\\n"

msgid "I need help"
msgstr "Potřebuji pomoc"

msgid "%(num)d household is waiting"
msgid_plural "%(num)d households are waiting"
msgstr[0] "%(num)d rodina čeká"
msgstr[1] "%(num)d rodiny čekají"
msgstr[2] "%(num)d rodin čeká"
"""


@pytest.fixture
def with_czech(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    app: Flask,
    another_app: Callable[..., Flask],
) -> Iterator[Flask]:
    """An app that finds a third catalogue beside ours."""
    ours = i18n.TRANSLATIONS
    for code in ("vi", "en"):
        (tmp_path / code).symlink_to(ours / code)
    for code in ("cs", "xx_not_a_language"):
        folder = tmp_path / code / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "messages.mo").open("wb") as file:
            write_mo(file, read_po(io.StringIO(CZECH), locale="cs"))
    monkeypatch.setattr(i18n, "TRANSLATIONS", tmp_path)
    yield another_app()
    LANGUAGES.clear()
    LANGUAGES.update(languages_in(ours))


def test_a_catalogue_is_all_that_a_language_needs(with_czech: Flask) -> None:
    assert LANGUAGES == {"vi": "Tiếng Việt", "en": "English", "cs": "Čeština"}
    browser = browser_of(with_czech)
    shown = browser.page("/")
    assert shown.root.all("html")[0].attributes["lang"] == "vi"
    # Two others to choose from: they unfold, without JavaScript.
    assert [b.text() for b in shown.root.all("details")[0].all("button")] == ["English", "Čeština"]
    assert browser.post("/language/cs", data={"back": "/"}).status_code == 303
    shown = browser.page("/")
    assert shown.root.all("html")[0].attributes["lang"] == "cs"
    assert "Potřebuji pomoc" in words(shown)
    assert "I want to help" in words(shown), "what the catalogue lacks is said in English"
    assert browser.get("/", headers={"Accept-Language": "cs"}).status_code == 200


def test_its_plurals_are_its_own(with_czech: Flask) -> None:
    with with_czech.test_request_context(), speaking("cs"):
        say = with_czech.jinja_env.globals["ngettext"]
        assert callable(say)
        said = [
            say("%(num)d household is waiting", "%(num)d households are waiting", n)
            for n in (1, 3, 5, 12_345)
        ]
    assert said == ["1 rodina čeká", "3 rodiny čekají", "5 rodin čeká", "12\xa0345 rodin čeká"]


def test_a_browser_that_asks_for_it_gets_it(with_czech: Flask) -> None:
    answer = with_czech.test_client().get("/", headers={"Accept-Language": "cs,en;q=0.5"})
    assert "Potřebuji pomoc" in answer.get_data(as_text=True)


def test_two_languages_are_one_tap_apart(client: Browser) -> None:
    shown = client.page("/")
    [form] = [
        one
        for one in shown.root.all("form")
        if one.attributes.get("action", "").startswith("/language/")
    ]
    assert not form.all("details")
    assert form.all("button")[0].text() == "English"


def test_what_is_written_down_in_two_languages_is_english_in_a_third() -> None:
    label = CategoryLabel(1, "food", "Nhu yếu phẩm", "Food")
    assert [label.name(code) for code in ("vi", "en", "cs")] == ["Nhu yếu phẩm", "Food", "Food"]


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [(0, "0", "0"), (999, "999", "999"), (1234, "1.234", "1,234"), (25_000, "25.000", "25,000")],
)
def test_numbers_are_written_as_in_each_language(number: int, vi: str, en: str) -> None:
    assert (written(number, 0, "vi"), written(number, 0, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("distance", "vi", "en"),
    [
        (3, "100 m", "100 m"),
        (640, "600 m", "600 m"),
        (1_000, "1 km", "1 km"),
        (1_240, "1,2 km", "1.2 km"),
        (9_940, "9,9 km", "9.9 km"),
        (35_200, "35 km", "35 km"),
        (1_234_567, "1.235 km", "1,235 km"),
    ],
)
def test_distances_too(distance: float, vi: str, en: str) -> None:
    assert (metres(distance, "vi"), metres(distance, "en")) == (vi, en)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_days_and_times_are_those_of_the_country(language: str, context: Flask) -> None:
    moment = datetime(2026, 4, 3, 7, 5, tzinfo=UTC)
    shown = context.jinja_env.from_string(
        "{{ at|datetimeformat('short') }}|{{ at|dateformat('short') }}|{{ price|numberformat }}"
    )
    with speaking(language):
        said = shown.render(at=moment, price=25_000)
        assert clock_time(moment) == "14:05"
    thousand = "25.000" if language == "vi" else "25,000"
    assert said == f"14:05 03/04/2026|03/04/2026|{thousand}"


def test_a_form_shows_a_number_as_it_is_written_and_reads_it_so(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        own = help_from(huong.account(), radius_m=2_500.0)
    browser, page = huong.browser, f"/responders/{own.id}/edit"
    for language, shown in (("vi", "2,5"), ("en", "2.5")):
        browser.set_cookie("language", language)
        [field] = [
            one
            for one in browser.page(page).root.all("input")
            if one.attributes.get("name") == "radius_own"
        ]
        assert field.attributes["value"] == shown
        assert browser.send(page).status_code == 303
        with app.app_context():
            assert responder_now(own.id).radius_m == 2_500


def test_a_phone_is_grouped_as_people_say_it_in_each_language(people: People) -> None:
    assert show_phone("+84912345678") == "0912 345 678"
    shop = people.nobody.browser
    for language in ("vi", "en"):
        shop.set_cookie("language", language)
        assert "0912 345 608" in words(shop.page("/account"))
