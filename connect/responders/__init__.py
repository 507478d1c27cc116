"""Who can help: volunteers, organisations and suppliers, and the index of what they offer now."""

from connect.responders.hours import WrongHours, checked_hours, hours_at
from connect.responders.importing import (
    each_responder,
    known_sources,
    nameless,
    save_imported,
    settle,
)
from connect.responders.labels import CategoryLabel, category_labels
from connect.responders.models import (
    MAX_CAPACITY,
    MAX_RADIUS_M,
    Category,
    Kind,
    Responder,
    Stock,
)
from connect.responders.offers import load_of, slot_of
from connect.responders.owned import responders_of
from connect.responders.presenting import take_away
from connect.responders.queries import (
    NEAREST_OFFERS,
    NEAREST_REMOTE_OFFERS,
    categories,
    category_id,
    remote_slots,
    responder_by_id,
    responders_by_ids,
    set_aside,
    source_ids,
)
from connect.responders.service import (
    GoodDetails,
    ResponderDetails,
    erase,
    first_profile,
    give_back_load,
    keep_hours,
    rebuild_indexes,
    register,
    take_load,
)

__all__ = [
    "MAX_CAPACITY",
    "MAX_RADIUS_M",
    "NEAREST_OFFERS",
    "NEAREST_REMOTE_OFFERS",
    "Category",
    "CategoryLabel",
    "GoodDetails",
    "Kind",
    "Responder",
    "ResponderDetails",
    "Stock",
    "WrongHours",
    "categories",
    "category_id",
    "category_labels",
    "checked_hours",
    "each_responder",
    "erase",
    "first_profile",
    "give_back_load",
    "hours_at",
    "keep_hours",
    "known_sources",
    "load_of",
    "nameless",
    "rebuild_indexes",
    "register",
    "remote_slots",
    "responder_by_id",
    "responders_by_ids",
    "responders_of",
    "save_imported",
    "set_aside",
    "settle",
    "slot_of",
    "source_ids",
    "take_away",
    "take_load",
]
