"""How many notes one address may write: a picture is work, also one that is refused."""

from connect.foundation.web import limiter

writing = limiter.limit("60/hour", methods=["POST"])
