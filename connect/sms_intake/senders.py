"""Whose message it is. Pure."""

import phonenumbers
from phonenumbers import PhoneNumberType

from connect.foundation.phones import WrongPhone, parse_phone
from connect.foundation.text import clean_line

# Somebody holds it, and an answer to it costs what an SMS costs. In America nobody can tell a
# mobile number from another one.
_HELD = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_OF_NO_COUNTRY = "001"  # satellites and services of the whole world: dear, and easily abused


def phone_of(sender: str) -> str | None:
    """The sender's number (E.164), or None where nobody is there to answer.

    That is a name, a short code, and a number of a service (1800 1234).
    """
    try:
        phone = parse_phone(clean_line(sender))
    except WrongPhone:
        return None
    number = phonenumbers.parse(phone)
    is_held = phonenumbers.number_type(number) in _HELD
    of_a_country = phonenumbers.region_code_for_number(number) != _OF_NO_COUNTRY
    return phone if is_held and of_a_country else None
