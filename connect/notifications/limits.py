"""How often codes go out by mail, by page and by API together.

No stranger's mailbox is to be flooded through us, by one account or by many.
"""

import uuid

from flask import g
from flask_limiter.util import get_remote_address

from connect.foundation.web import limiter
from connect.notifications import mail

CODES = "mail-codes"


def send_code(account_id: uuid.UUID, address: str) -> None:
    """Sends a code, unless that was too often: Flask-Limiter's `RateLimitExceeded`, a 429."""
    g.mail_code_for, g.mail_code_goes_to = str(account_id), address.lower()
    _send_code(account_id, address)


@limiter.shared_limit("10/hour", scope=CODES, key_func=lambda: str(g.mail_code_goes_to))
@limiter.shared_limit("20/hour", scope=CODES, key_func=get_remote_address)
@limiter.shared_limit("5/hour", scope=CODES, key_func=lambda: str(g.mail_code_for))
def _send_code(account_id: uuid.UUID, address: str) -> None:
    mail.send_code(account_id, address)
