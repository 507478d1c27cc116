"""What marshmallow says of a wrong field, in our own words and in the language of the answer.

It knows English only. All its texts are translated here, when a call is refused, so that no schema
has to name them. `tests/foundation/test_field_words.py` sees to it that none is missing.
"""

import re
from typing import Any

from flask_babel import gettext as _

from connect.foundation.errors import N_

_PLAIN = {
    "Missing data for required field.": N_("This is needed."),
    "Field may not be null.": N_("This cannot be null."),
    "Unknown field.": N_("There is no such field here."),
    "Invalid value.": N_("This value cannot be accepted."),
    "Invalid type.": N_("This must be an object."),
    "Invalid input type.": N_("This must be an object."),
    "Not a valid mapping type.": N_("This must be an object."),
    "Not a valid list.": N_("This must be a list."),
    "Not a valid string.": N_("This must be a text."),
    "Not a valid utf-8 string.": N_("This must be a text."),
    "Not a valid boolean.": N_("This must be true or false."),
    "Not a valid integer.": N_("This must be a whole number."),
    "Not a valid number.": N_("This must be a number."),
    "Special numeric values (nan or infinity) are not permitted.": N_("This must be a number."),
    "Number too large.": N_("This number is too large."),
    "Not a valid UUID.": N_("This is not an id."),
    "Not a valid aware datetime.": N_("This must be a moment with its time zone."),
    "Not a valid datetime.": N_("This must be a moment with its time zone."),
}
_LEAST = r"greater than or equal to (?P<min>\S+)"
_MOST = r"less than or equal to (?P<max>\S+)"
_WITH_VALUES = tuple(
    (re.compile(pattern, re.DOTALL), ours)
    for pattern, ours in (
        (rf"Must be {_LEAST} and {_MOST}\.", N_("This must be a number from %(min)s to %(max)s.")),
        (rf"Must be {_LEAST}\.", N_("This must be a number of at least %(min)s.")),
        (rf"Must be {_MOST}\.", N_("This must be a number of at most %(max)s.")),
        (
            r"Length must be between (?P<min>\d+) and (?P<max>\d+)\.",
            N_("The length must be from %(min)s to %(max)s."),
        ),
        (r"Length must be (?P<equal>\d+)\.", N_("The length must be %(equal)s.")),
        (r"Shorter than minimum length (?P<min>\d+)\.", N_("The length must be at least %(min)s.")),
        (r"Longer than maximum length (?P<max>\d+)\.", N_("The length can be at most %(max)s.")),
        (r"Must be one of: (?P<choices>.*)\.", N_("This must be one of: %(choices)s.")),
        (r"String does not match expected pattern\.", N_("This is not written as it must be.")),
    )
)


def in_our_words(messages: Any) -> Any:
    """marshmallow's messages, as nested as they were, each field's in a list.

    Texts that are ours already stay.
    """
    if isinstance(messages, dict):
        # A lazy text is to marshmallow no text: it does not put it into a list.
        listed = {f: m if isinstance(m, dict | list) else [m] for f, m in messages.items()}
        return {field: in_our_words(inner) for field, inner in listed.items()}
    if isinstance(messages, list):
        return [in_our_words(one) for one in messages]
    return _text(messages) if isinstance(messages, str) else messages


def _text(text: str) -> str:
    if text in _PLAIN:
        return str(_(_PLAIN[text]))
    for pattern, ours in _WITH_VALUES:
        match = pattern.fullmatch(text)
        if match is not None:
            return str(_(ours, **match.groupdict()))
    return text
