"""Phones: the short way for home mobiles says what the library says."""

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st

from connect.foundation.phones import HOME_REGION, WrongPhone, parse_phone

numbers = st.builds(
    lambda start, digits, between: start + between.join(digits),
    st.sampled_from(["0", "+84", "84", "0084", "", "+840"]),
    st.text("0123456789", min_size=8, max_size=10),
    st.sampled_from(["", " ", ".", "-", "  ", "/"]),
)


def by_the_library(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def by_us(text: str) -> str | None:
    try:
        return parse_phone(text)
    except WrongPhone:
        return None


@given(numbers | st.text(max_size=30))
def test_the_short_way_says_what_the_library_says(text: str) -> None:
    assert by_us(text) == by_the_library(text)
