"""Conversations: what the requester and whoever carries the request write to each other."""

from connect.conversations.erasure import erase, erase_words_on, take_away, words_on
from connect.conversations.news import MessageNews
from connect.conversations.queries import last_words
from connect.conversations.service import KEPT, forget_old_messages

__all__ = [
    "KEPT",
    "MessageNews",
    "erase",
    "erase_words_on",
    "forget_old_messages",
    "last_words",
    "take_away",
    "words_on",
]
