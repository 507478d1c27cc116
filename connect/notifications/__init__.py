"""Telling people: an inbox in the product, and messages that are not lost, as each wants them."""

from connect.notifications.muting import is_muted, mute_phone, unmute_phone
from connect.notifications.news import NoticeNews, account_topic
from connect.notifications.preferences import BY_CONSENT, OfferWish, offer_wishes
from connect.notifications.preferences import erase as erase_preferences
from connect.notifications.preferences import take_away as take_preferences_away
from connect.notifications.push import carry_over
from connect.notifications.queries import count_unread, oldest_due_s
from connect.notifications.sending import deliver_due
from connect.notifications.service import (
    erase,
    forget_kind,
    forget_old,
    forget_request,
    forget_told,
    notify,
    notify_all,
    take_away,
)
from connect.notifications.ways import Told
from connect.notifications.withdrawing import stop

__all__ = [
    "BY_CONSENT",
    "NoticeNews",
    "OfferWish",
    "Told",
    "account_topic",
    "carry_over",
    "count_unread",
    "deliver_due",
    "erase",
    "erase_preferences",
    "forget_kind",
    "forget_old",
    "forget_request",
    "forget_told",
    "is_muted",
    "mute_phone",
    "notify",
    "notify_all",
    "offer_wishes",
    "oldest_due_s",
    "stop",
    "take_away",
    "take_preferences_away",
    "unmute_phone",
]
