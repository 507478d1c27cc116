"""Who can help: volunteers, organisations and suppliers, and the index of what they offer now."""

from connect.responders.answers import ResponderAnswer
from connect.responders.erasure import (
    erase,
    erase_memberships,
    take_away,
    take_memberships_away,
)
from connect.responders.hours import WrongHours, checked_hours, hours_at
from connect.responders.importing import (
    each_responder,
    known_sources,
    nameless,
    save_imported,
    settle,
)
from connect.responders.labels import CategoryLabel, category_labels
from connect.responders.members import forget_unanswered, on_parting
from connect.responders.membership import (
    acted_for,
    acts_for,
    crews,
    end_membership,
    hold_membership,
    invitations_to,
    joined,
    those_who_act,
)
from connect.responders.models import (
    MAX_CAPACITY,
    MAX_RADIUS_M,
    Category,
    Good,
    Kind,
    Responder,
    ResponderCategory,
    Stock,
    SupplierPoint,
)
from connect.responders.offers import ANY_CATEGORY, load_of, lock, slot_of
from connect.responders.owned import OwnedPlace, own_profiles, places_beside, responders_of
from connect.responders.presenting import public_fields
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
    first_profile,
    give_back_load,
    keep_hours,
    rebuild_indexes,
    register,
    take_load,
)
from connect.responders.words import hours_in_words

__all__ = [
    "ANY_CATEGORY",
    "MAX_CAPACITY",
    "MAX_RADIUS_M",
    "NEAREST_OFFERS",
    "NEAREST_REMOTE_OFFERS",
    "Category",
    "CategoryLabel",
    "Good",
    "GoodDetails",
    "Kind",
    "OwnedPlace",
    "Responder",
    "ResponderAnswer",
    "ResponderCategory",
    "ResponderDetails",
    "Stock",
    "SupplierPoint",
    "WrongHours",
    "acted_for",
    "acts_for",
    "categories",
    "category_id",
    "category_labels",
    "checked_hours",
    "crews",
    "each_responder",
    "end_membership",
    "erase",
    "erase_memberships",
    "first_profile",
    "forget_unanswered",
    "give_back_load",
    "hold_membership",
    "hours_at",
    "hours_in_words",
    "invitations_to",
    "joined",
    "keep_hours",
    "known_sources",
    "load_of",
    "lock",
    "nameless",
    "on_parting",
    "own_profiles",
    "places_beside",
    "public_fields",
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
    "take_memberships_away",
    "those_who_act",
]
