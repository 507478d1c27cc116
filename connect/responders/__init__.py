"""Who can help: volunteers, organisations and suppliers, and the index of what they offer now."""

from connect.responders.hours import WrongHours, checked_hours, hours_at
from connect.responders.importing import save_imported
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
from connect.responders.presenting import take_away
from connect.responders.queries import (
    NEAREST_OFFERS,
    NEAREST_REMOTE_OFFERS,
    barred_for,
    categories,
    category_id,
    remote_slots,
    responder_by_id,
    responders_by_ids,
    responders_of,
    stale_offers,
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
    "barred_for",
    "categories",
    "category_id",
    "category_labels",
    "checked_hours",
    "erase",
    "first_profile",
    "give_back_load",
    "hours_at",
    "keep_hours",
    "load_of",
    "rebuild_indexes",
    "register",
    "remote_slots",
    "responder_by_id",
    "responders_by_ids",
    "responders_of",
    "save_imported",
    "slot_of",
    "stale_offers",
    "take_away",
    "take_load",
]
