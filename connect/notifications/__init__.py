"""Telling people: an inbox in the product, and a message to their phone that is not lost."""

from connect.notifications.queries import count_unread, oldest_due_s
from connect.notifications.sending import deliver_due
from connect.notifications.service import erase, forget_old, notify, take_away

__all__ = [
    "count_unread",
    "deliver_due",
    "erase",
    "forget_old",
    "notify",
    "oldest_due_s",
    "take_away",
]
