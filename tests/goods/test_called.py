"""Goods by what they are called: in a search box, by a shop, by the API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import force_locale, get_babel

from connect.foundation import i18n
from connect.foundation.text import fold
from connect.goods import CATALOGUE, MAX_ENTRIES, code_called, goods_called
from connect.goods.terms import EVERYDAY, NO_GOODS, all_terms
from tests.people import People
from tests.web import browser_of


@pytest.fixture
def _in_the_app(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def codes(words: str) -> list[str]:
    return [entry.code for entry in goods_called(words)]


@pytest.mark.usefixtures("_in_the_app")
class TestCalled:
    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ("gạo", "rice"),
            ("GAO", "rice"),
            ("rice", "rice"),
            ("diapers", "nappies"),
            ("bỉm", "nappies"),
            ("bim", "nappies"),
            ("ta", "nappies"),
            ("baby_formula", "baby_formula"),
            ("sữa bột", "baby_formula"),
            ("oxi", "oxygen"),
            ("o xy", "oxygen"),
            ("SpO2", "oximeter"),
            ("trunng", "eggs"),
            ("giay ve sihn", "toilet_paper"),
            ("khẩu trag", "masks"),
            ("gạo ST25 5 kg", "rice"),
            ("sũa", "milk"),
        ],
    )
    def test_one_is_meant(self, words: str, code: str) -> None:
        assert codes(words) == [code]

    def test_a_general_name_means_its_kinds_too(self) -> None:
        assert codes("thuốc")[0] == "medicine"
        assert {"fever_medicine", "diabetes_medicine"} <= set(codes("thuoc"))
        assert codes("thuốc ho") == ["cough_medicine"]

    def test_several_may_be_meant(self) -> None:
        assert codes("ga") == ["meat", "gas"]
        assert codes("gà") == ["meat"]
        assert codes("thuốc h")[:2] == ["fever_medicine", "cough_medicine"]
        assert {"milk", "baby_formula"} <= set(codes("sữ"))

    @pytest.mark.parametrize("words", ["", "  ", "***", "xyzw", "북경", "đàn piano"])
    def test_nothing_is_meant(self, words: str) -> None:
        assert codes(words) == []

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("Gạo", "rice"),
            ("Gạo ST25 (bao 5 kg)", "rice"),
            ("Trứng gà vỉ 10", "eggs"),
            ("Sữa tươi không đường", "milk"),
            ("Đường", "salt_sugar"),
            ("Đường 1kg", "salt_sugar"),
            ("Bánh gạo", None),
            ("Kẹo sữa", None),
            ("Cà", None),
            ("Gạ", None),
            ("ga", None),
            ("trunng", None),
            ("Bột gạo", None),
            ("", None),
        ],
    )
    def test_a_shops_own_name_has_a_code_where_it_is_plain(
        self, name: str, code: str | None
    ) -> None:
        assert code_called(name) == code

    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_every_name_is_found_by_itself(self, language: str) -> None:
        with force_locale(language):
            names = {code: str(entry.name) for code, entry in CATALOGUE.items()}
        assert len(set(names.values())) == len(names)
        for code, name in names.items():
            assert codes(name) == codes(fold(name))
            assert codes(name)[0] == code
            assert code_called(name) == code
            for other in CATALOGUE[code].also:
                assert code in codes(other)


def test_the_catalogue_is_in_order() -> None:
    numbers = [entry.number for entry in CATALOGUE.values()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) < MAX_ENTRIES


def test_what_is_everyday_is_a_name_and_what_is_no_good_holds_one(app: Flask) -> None:
    with app.test_request_context():
        names = {term.words for found in all_terms().folded.values() for term in found}
        assert names | {tuple(map(fold, name)) for name in names} >= EVERYDAY
        for saying in NO_GOODS:
            assert any(codes(word) for word in saying.split()), saying
            assert code_called(saying) is None, saying


def test_a_third_language_needs_its_catalogue_alone(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = Catalog("ms")
    catalogue.add("Rice", "Beras")
    catalogue.add("Eggs", "Telur")
    (tmp_path / "ms/LC_MESSAGES").mkdir(parents=True)
    with (tmp_path / "ms/LC_MESSAGES/messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setitem(i18n.LANGUAGES, "ms", "Bahasa Melayu")
    with app.test_request_context():
        monkeypatch.setattr(
            get_babel(), "translation_directories", [str(i18n.TRANSLATIONS), str(tmp_path)]
        )
        assert codes("beras") == ["rice"]
        assert codes("telu") == ["eggs"]
        assert codes("gạo") == ["rice"]


# The API


def test_the_catalogue_is_read_in_the_language_of_the_answer(app: Flask) -> None:
    client = app.test_client()
    every = client.get("/api/v1/goods").get_json()
    assert (len(every["items"]), every["next"]) == (len(CATALOGUE), None)
    assert every["items"][0] == {"code": "rice", "name": "Gạo", "category": "food"}
    english = client.get("/api/v1/goods", headers={"Accept-Language": "en"}).get_json()
    assert english["items"][0]["name"] == "Rice"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "sua bot"}, ["baby_formula"]),
        ({"q": "nappies"}, ["nappies"]),
        ({"q": "zzzz"}, []),
        ({"category": "school_supplies", "q": "vo"}, ["notebooks"]),
        ({"category": "gold"}, []),
    ],
)
def test_the_catalogue_is_searched(app: Flask, query: dict[str, Any], found: list[str]) -> None:
    answer = app.test_client().get("/api/v1/goods", query_string=query).get_json()
    assert [one["code"] for one in answer["items"]] == found


def test_too_long_a_question_is_refused(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/goods", query_string={"q": "g" * 81})
    assert answer.status_code == 422


def test_the_form_of_a_shop_offers_the_names(people: People) -> None:
    page = people.shop.browser.page("/responders/new?kind=supplier")
    names = {one.attributes["value"] for one in page.all("option")}
    assert {"Gạo", "Khẩu trang", "Sách giáo khoa"} <= names
    assert browser_of(people.app).get("/responders/new").status_code == 302
