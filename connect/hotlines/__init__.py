"""Help that is not online: whom to call, by place and topic, and who looks after the numbers."""

from connect.hotlines.importing import (
    COLUMNS,
    WrongHotline,
    bring_national,
    details_of,
    each_hotline,
    known_sources,
    save_imported,
)
from connect.hotlines.models import Hotline
from connect.hotlines.service import HotlineDetails, add, retire, verify

__all__ = [
    "COLUMNS",
    "Hotline",
    "HotlineDetails",
    "WrongHotline",
    "add",
    "bring_national",
    "details_of",
    "each_hotline",
    "known_sources",
    "retire",
    "save_imported",
    "verify",
]
