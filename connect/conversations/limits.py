"""How many messages one address may write, by the page and by the API together."""

from connect.foundation.web import limiter, was_made

sending = limiter.shared_limit("60/hour", scope="messages", methods=["POST"], deduct_when=was_made)
