"""How often one address may write: a list may notify somebody, and a picture is work."""

from connect.foundation.web import limiter

writing = limiter.limit("120/hour", methods=["POST", "PUT", "PATCH"])
