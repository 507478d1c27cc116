"""Help requests, the heart: what is needed where, who takes it, and how it ends."""

from connect.help_requests.erasure import erase, take_away
from connect.help_requests.importing import ImportedRequest, save_imported
from connect.help_requests.lifecycle import CloseReason, Status
from connect.help_requests.models import HelpRequest
from connect.help_requests.offering import candidates
from connect.help_requests.queries import count_helped_since, count_waiting, need_of
from connect.help_requests.service import (
    ItemDetails,
    RequestDetails,
    open_request,
)
from connect.help_requests.timekeeping import keep_time

__all__ = [
    "CloseReason",
    "HelpRequest",
    "ImportedRequest",
    "ItemDetails",
    "RequestDetails",
    "Status",
    "candidates",
    "count_helped_since",
    "count_waiting",
    "erase",
    "keep_time",
    "need_of",
    "open_request",
    "save_imported",
    "take_away",
]
