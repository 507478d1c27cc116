"""How much one address may report: enough for who sees much, too little to flood a desk."""

from connect.foundation.web import limiter, was_made

reporting = limiter.limit("20/day", methods=["POST"], deduct_when=was_made)
