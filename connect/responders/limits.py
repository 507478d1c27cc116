"""How many people an account may invite, by page and by API together."""

import uuid

from flask import g

from connect.accounts import Account
from connect.foundation.web import limiter
from connect.responders import members
from connect.responders.models import Member


def invite(account: Account, responder_id: uuid.UUID, phone: str) -> Member:
    """Invites, unless that was too often: Flask-Limiter's `RateLimitExceeded`, a 429."""
    g.invites = str(account.id)
    return _invite(account, responder_id, phone)


@limiter.shared_limit("20/day", scope="invitations", key_func=lambda: str(g.invites))
def _invite(account: Account, responder_id: uuid.UUID, phone: str) -> Member:
    return members.invite(account, responder_id, phone)
