"""Whom a limit counts: a phone is not to be flooded with codes, from wherever they are asked."""

from typing import Any

import orjson
from flask import request
from flask_limiter.util import get_remote_address

from connect.foundation.phones import WrongPhone, parse_phone
from connect.foundation.text import clean_line

CODES_FOR_A_PHONE = "5/hour"


def by_phone() -> str:
    """The phone that a call names; who names none is counted by address: typos hurt nobody else."""
    try:
        return parse_phone(clean_line(str(_sent().get("phone", ""))))
    except WrongPhone:
        return get_remote_address()


def _sent() -> Any:
    if not request.is_json:
        return request.form
    try:
        body = orjson.loads(request.get_data(cache=True))
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}
