"""How often codes go out, by page and by API together.

A phone is not to be flooded, and nobody elsewhere is to use up what its owner may ask for.
"""

import uuid

from flask import g
from flask_limiter.util import get_remote_address

from connect.accounts import service
from connect.foundation.web import limiter

CODES = "codes"


def send_code(*, phone: str, name: str, password: str) -> uuid.UUID:
    """Signs up, unless that was too often. A form that is refused sends no code and never counts.

    Raises Flask-Limiter's `RateLimitExceeded`, a 429.
    """
    g.code_goes_to = phone  # a limit asks for its key without telling what was called
    return _send_code(phone, name, password)


def _phone() -> str:
    return str(g.code_goes_to)


def _phone_and_address() -> str:
    return f"{g.code_goes_to} {get_remote_address()}"


# Counted from the innermost outwards up to the first that is full: whoever is held back here does
# not count against the phone.
@limiter.shared_limit("20/hour", scope=CODES, key_func=_phone)
@limiter.shared_limit("20/hour", scope=CODES)
@limiter.shared_limit("5/hour", scope=CODES, key_func=_phone_and_address)
def _send_code(phone: str, name: str, password: str) -> uuid.UUID:
    return service.sign_up(phone=phone, name=name, password=password)
