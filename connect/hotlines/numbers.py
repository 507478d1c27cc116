"""Numbers of hotlines: many are no phone of anybody's, and E.164 does not know them."""

import re

from connect.foundation.phones import WrongPhone, parse_phone

# 113, 1022: short codes. 1800 and 1900: called within the country only, and without 0 or +84.
_AS_DIALLED = re.compile(r"1(?![89]00$)\d{2,3}|1[89]00\d{4,6}")
_BETWEEN = re.compile(r"[ .\-]")


def parse_number(text: str) -> str:
    """What a phone dials: `113`, `19009095`, else E.164. Raises `WrongPhone`."""
    digits = _BETWEEN.sub("", text)
    if _AS_DIALLED.fullmatch(digits) and digits.isascii():
        return digits
    return parse_phone(text)


def parse_numbers(text: str) -> list[str]:
    """The numbers in a text, parted by `;` or `,`, each once. Raises `WrongPhone`."""
    parts = (part.strip() for part in re.split(r"[;,]", text))
    found = list(dict.fromkeys(parse_number(part) for part in parts if part))
    if not found:
        raise WrongPhone(text)
    return found
