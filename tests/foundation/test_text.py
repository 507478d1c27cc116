"""Words in, words out: the one filter, folding for search, phones as people write them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect.foundation.pages import own_path
from connect.foundation.phones import WrongPhone, parse_phone, show_phone
from connect.foundation.text import clean_line, clean_text, fold, in_order

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANY_TEXT)
def test_a_cleaned_text_is_safe_and_stays_as_it_is(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    clean.encode()  # no lone surrogate
    assert unicodedata.is_normalized("NFC", clean)
    kinds = {unicodedata.category(c) for c in clean if c not in "\n\t\u200d"}
    assert kinds.isdisjoint(("Cc", "Cf", "Cs", "Co", "Cn"))
    assert clean == clean.strip()


@given(ANY_TEXT)
def test_a_cleaned_line_is_one_line(text: str) -> None:
    line = clean_line(text)
    assert len(line.splitlines()) <= 1
    assert "  " not in line
    assert clean_line(line) == line


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded.isascii()


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("Ba\u0300 Tư", "Bà Tư"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("a\u0000b\ud800c\u202ed\u200be", "abcde"),
        (" 👨‍👩‍👧 ", "👨‍👩‍👧"),
        ("\ufeffxin chào", "xin chào"),
        ("a\u200b\u0300", "à"),  # in one piece once the trick between them is gone
    ],
)
def test_what_deceives_goes_and_what_is_meant_stays(typed: str, clean: str) -> None:
    assert clean_text(typed) == clean


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("Đường số 7, P. Tân Phong", "duong so 7 p tan phong"), ("GẠO", "gao"), ("đ", "d"), ("—", "")],
)
def test_search_needs_no_tone_marks(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("typed", "e164", "shown"),
    [
        ("0912 345 678", "+84912345678", "0912 345 678"),
        ("+84912345678", "+84912345678", "0912 345 678"),
        ("028 3822 1234", "+842838221234", "028 3822 1234"),
        ("+1 202-555-0123", "+12025550123", "+1 202-555-0123"),
    ],
)
def test_a_phone_is_kept_in_one_way_and_shown_in_another(typed: str, e164: str, shown: str) -> None:
    assert parse_phone(typed) == e164
    assert show_phone(e164) == shown
    assert parse_phone(shown) == e164


@given(st.text(max_size=60))
def test_a_text_is_a_phone_or_is_refused(text: str) -> None:
    try:
        e164 = parse_phone(text)
    except WrongPhone:
        return
    assert e164.startswith("+")
    assert parse_phone(e164) == e164


@given(st.text(max_size=40))
def test_a_path_of_ours_never_names_another_host(text: str) -> None:
    path = own_path(f"/{text}")
    if path is not None:
        assert not path.startswith(("//", "/\\"))
        assert not set(path) & set("\\\r\n\t\x00 ")


def test_names_stand_in_the_order_of_a_vietnamese_dictionary() -> None:
    right = [
        *("an", "ăn", "ân", "ba", "bà", "bả", "bã", "bá", "bạ", "Ba Đình", "Bà Rịa"),
        *("da", "dạ", "đa", "e", "ê", "oanh", "Ôn", "Ơn", "Uy", "Ưng"),
    ]
    wrong = right[::-1]
    assert sorted(wrong, key=in_order) == right
    assert sorted(["Quận 10", "Quận 2", "Quận 1"], key=in_order) == ["Quận 1", "Quận 2", "Quận 10"]
    # However it was typed: composed, or letter by letter with its marks.
    assert in_order(unicodedata.normalize("NFD", "Ưng"))[:2] == in_order("ưng")[:2]


@given(st.lists(ANY_TEXT))
def test_anything_can_be_put_in_order(texts: list[str]) -> None:
    backwards = texts[::-1]
    assert sorted(texts, key=in_order) == sorted(backwards, key=in_order)
