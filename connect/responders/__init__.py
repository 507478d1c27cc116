"""Who can help: volunteers, organisations and suppliers, and the index of what they offer now."""

from connect.responders.answers import ResponderAnswer
from connect.responders.asking_stock import ask_after_stock
from connect.responders.branches import (
    branch_ids,
    branches_of,
    count_branches,
    organisation_by_id,
)
from connect.responders.erasure import (
    erase,
    erase_memberships,
    take_away,
    take_memberships_away,
)
from connect.responders.freshness import UNKNOWN_AFTER, Freshness, freshness_of
from connect.responders.hours import (
    WrongHours,
    checked_hours,
    days_open,
    hours_at,
    hours_within,
)
from connect.responders.importing import (
    each_responder,
    known_sources,
    nameless,
    save_imported,
    settle,
    source_digests,
)
from connect.responders.labels import CategoryLabel, category_labels
from connect.responders.likeness import NEAR_M, alike
from connect.responders.load import give_back_load, take_load
from connect.responders.members import forget_unanswered, on_parting
from connect.responders.membership import (
    acted_for,
    acts_for,
    crews,
    end_membership,
    fellow,
    hold_membership,
    invitations_to,
    joined,
    looks_after,
    tells_stock,
    those_who_act,
)
from connect.responders.merging import Moved, merge, part
from connect.responders.models import (
    MAX_CAPACITY,
    MAX_RADIUS_M,
    Category,
    Good,
    Kind,
    Member,
    Responder,
    ResponderCategory,
    Stock,
    SupplierPoint,
)
from connect.responders.neighbours import look_alikes
from connect.responders.offers import ANY_CATEGORY, load_of, lock, remote_slots_of, slot_of
from connect.responders.order_keeping import keep_orders, orders_for
from connect.responders.order_models import LONGEST as LONGEST_IN_ORDER
from connect.responders.order_models import OpeningOrder
from connect.responders.order_rules import LONGEST_DAYS as LONGEST_ORDER_DAYS
from connect.responders.order_rules import SHUT
from connect.responders.order_words import order_days, order_says, short_day
from connect.responders.orders import OrderDetails, may_lift, orders_in
from connect.responders.orders import lift as lift_order
from connect.responders.orders import write as write_order
from connect.responders.other_days import MOST as MOST_OTHER_DAYS
from connect.responders.other_days import OtherDays, parted
from connect.responders.other_days import joined as hours_with
from connect.responders.owned import OwnedPlace, own_profiles, places_beside, responders_of
from connect.responders.ownership import give, take_out, take_over
from connect.responders.parting import end_between, pause_all
from connect.responders.points import (
    compartment_of_good,
    holds_open,
    signature_of_slot,
    slot_of_suppliers,
)
from connect.responders.presenting import public_fields
from connect.responders.queries import (
    NEAREST_OFFERS,
    NEAREST_REMOTE_OFFERS,
    categories,
    category_id,
    ids_having,
    ids_of_phones,
    remote_slots,
    responder_by_id,
    responders_by_ids,
    set_aside,
    source_ids,
    stays_of,
    without_apart,
)
from connect.responders.search_models import (
    LONGEST_WORD,
    DeliveryPoint,
    SupplierText,
    SupplierWord,
)
from connect.responders.service import (
    ResponderDetails,
    change,
    first_profile,
    keep_hours,
    rebuild_indexes,
    register,
)
from connect.responders.signatures import ANYTHING, SIGNS, Signature, mark_of, signature
from connect.responders.stock import GoodDetails
from connect.responders.supply import free_capacity, free_capacity_from_afar
from connect.responders.trust import Tier, tier_of, vouched_among, vouched_since
from connect.responders.vouch_models import Vouch
from connect.responders.vouching import take_back, vouch
from connect.responders.week import day_hours, spans_of, week_of
from connect.responders.words import days_in_words, hours_in_words

__all__ = [
    "ANYTHING",
    "ANY_CATEGORY",
    "LONGEST_IN_ORDER",
    "LONGEST_ORDER_DAYS",
    "LONGEST_WORD",
    "MAX_CAPACITY",
    "MAX_RADIUS_M",
    "MOST_OTHER_DAYS",
    "NEAREST_OFFERS",
    "NEAREST_REMOTE_OFFERS",
    "NEAR_M",
    "SHUT",
    "SIGNS",
    "UNKNOWN_AFTER",
    "Category",
    "CategoryLabel",
    "DeliveryPoint",
    "Freshness",
    "Good",
    "GoodDetails",
    "Kind",
    "Member",
    "Moved",
    "OpeningOrder",
    "OrderDetails",
    "OtherDays",
    "OwnedPlace",
    "Responder",
    "ResponderAnswer",
    "ResponderCategory",
    "ResponderDetails",
    "Signature",
    "Stock",
    "SupplierPoint",
    "SupplierText",
    "SupplierWord",
    "Tier",
    "Vouch",
    "WrongHours",
    "acted_for",
    "acts_for",
    "alike",
    "ask_after_stock",
    "branch_ids",
    "branches_of",
    "categories",
    "category_id",
    "category_labels",
    "change",
    "checked_hours",
    "compartment_of_good",
    "count_branches",
    "crews",
    "day_hours",
    "days_in_words",
    "days_open",
    "each_responder",
    "end_between",
    "end_membership",
    "erase",
    "erase_memberships",
    "fellow",
    "first_profile",
    "forget_unanswered",
    "free_capacity",
    "free_capacity_from_afar",
    "freshness_of",
    "give",
    "give_back_load",
    "hold_membership",
    "holds_open",
    "hours_at",
    "hours_in_words",
    "hours_with",
    "hours_within",
    "ids_having",
    "ids_of_phones",
    "invitations_to",
    "joined",
    "keep_hours",
    "keep_orders",
    "known_sources",
    "lift_order",
    "load_of",
    "lock",
    "look_alikes",
    "looks_after",
    "mark_of",
    "may_lift",
    "merge",
    "nameless",
    "on_parting",
    "order_days",
    "order_says",
    "orders_for",
    "orders_in",
    "organisation_by_id",
    "own_profiles",
    "part",
    "parted",
    "pause_all",
    "places_beside",
    "public_fields",
    "rebuild_indexes",
    "register",
    "remote_slots",
    "remote_slots_of",
    "responder_by_id",
    "responders_by_ids",
    "responders_of",
    "save_imported",
    "set_aside",
    "settle",
    "short_day",
    "signature",
    "signature_of_slot",
    "slot_of",
    "slot_of_suppliers",
    "source_digests",
    "source_ids",
    "spans_of",
    "stays_of",
    "take_away",
    "take_back",
    "take_load",
    "take_memberships_away",
    "take_out",
    "take_over",
    "tells_stock",
    "those_who_act",
    "tier_of",
    "vouch",
    "vouched_among",
    "vouched_since",
    "week_of",
    "without_apart",
    "write_order",
]
