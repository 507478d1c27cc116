"""Conversations: what the requester and whoever carries the request write to each other."""

from connect.conversations.erasure import erase, take_away
from connect.conversations.service import KEPT, forget_old_messages

__all__ = ["KEPT", "erase", "forget_old_messages", "take_away"]
