"""The number of a sheet as people read it out: six digits and one that tells a slip of the thumb.

It is no secret, and opens nothing.
"""

DIGITS = 6
WORDS = {
    "vi": ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}


def serial_of(number: int) -> str:
    """`0000018` for 1."""
    digits = f"{number:0{DIGITS}d}"
    return f"{digits}{_check_digit(digits)}"


def number_of(serial: str) -> int | None:
    """The number of a serial, with or without spaces; None where a digit is wrong."""
    digits = "".join(serial.split())
    if not (digits.isascii() and digits.isdecimal() and DIGITS < len(digits) <= 15):
        return None
    return int(digits[:-1]) if _check_digit(digits[:-1]) == digits[-1] else None


def in_words(serial: str, language: str) -> str:
    """Digit by digit, so that handwriting and a bad line do no harm."""
    return " ".join(WORDS[language][int(digit)] for digit in serial)


def _check_digit(digits: str) -> str:
    """Luhn's: every wrong digit shows, and nearly every two that were exchanged."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)
