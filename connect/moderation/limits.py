"""How much one address may report and block: enough for who sees much, too little to flood."""

from connect.foundation.web import limiter, was_made

reporting = limiter.limit("20/day", methods=["POST"], deduct_when=was_made)
blocking = limiter.limit("60/hour", methods=["POST"])
