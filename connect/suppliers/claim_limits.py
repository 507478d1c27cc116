"""How often codes go out for shops, by page and by API together.

The phone of a shop is everybody's to read: it is not to be flooded through us, by one account or
by many.
"""

import uuid

from flask import g, request
from flask_limiter.util import get_remote_address

from connect.accounts import Account
from connect.foundation.networks import network_of
from connect.foundation.web import limiter
from connect.suppliers import claims

SCOPE = "claim-codes"


def send_code(account: Account, shop_id: uuid.UUID) -> None:
    """Sends a code, unless that was too often: Flask-Limiter's `RateLimitExceeded`, a 429."""
    entry = claims.shop(shop_id)
    g.claims_by, g.claimed, g.claim_goes_to = str(account.id), str(shop_id), entry.phone or ""
    _send_code(account, shop_id)


# Counted from the innermost outwards up to the first that is full: whoever is held back as an
# account or at an address uses up nothing of the shop's.
@limiter.shared_limit("5/day", scope=SCOPE, key_func=lambda: str(g.claim_goes_to))
@limiter.shared_limit("3/day", scope=SCOPE, key_func=lambda: str(g.claimed))
@limiter.shared_limit("20/day", scope=SCOPE, key_func=get_remote_address)
@limiter.shared_limit("5/day", scope=SCOPE, key_func=lambda: str(g.claims_by))
def _send_code(account: Account, shop_id: uuid.UUID) -> None:
    claims.send_code(account, shop_id, network_of(request.remote_addr))
