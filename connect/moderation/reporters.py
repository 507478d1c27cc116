"""Who reports: told apart, and known to nobody."""

import secrets

from flask import session

from connect.accounts import current_account
from connect.foundation.security import keyed_hash

_REPORTER = "reporter"


def reporter() -> str:
    """64 hex digits for the account that is signed in, or for this browser."""
    account = current_account()
    if account is not None:
        return keyed_hash("reporter", str(account.id))
    return keyed_hash("reporter", session.setdefault(_REPORTER, secrets.token_hex()))
