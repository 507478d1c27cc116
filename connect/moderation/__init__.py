"""Moderation: what people report of a request, what a coordinator decides, and who disagrees."""

from connect.moderation.service import erase, forget_evidence, forget_old, take_away

__all__ = ["erase", "forget_evidence", "forget_old", "take_away"]
