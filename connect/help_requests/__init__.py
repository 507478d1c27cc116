"""Help requests, the heart: what is needed where, who takes it, and how it ends."""

from connect.help_requests.lifecycle import CloseReason, Status
from connect.help_requests.models import HelpRequest
from connect.help_requests.offering import candidates
from connect.help_requests.queries import need_of
from connect.help_requests.service import (
    ItemDetails,
    RequestDetails,
    open_request,
    save_imported,
)
from connect.help_requests.timekeeping import keep_time

__all__ = [
    "CloseReason",
    "HelpRequest",
    "ItemDetails",
    "RequestDetails",
    "Status",
    "candidates",
    "keep_time",
    "need_of",
    "open_request",
    "save_imported",
]
