"""Essential goods: the shops near a place, what they have, and whether they are open."""

from connect.suppliers.claims import forget_expired_codes
from connect.suppliers.duplicates import seek_doubles
from connect.suppliers.entries import erase as erase_claims
from connect.suppliers.entries import forget_old_claims
from connect.suppliers.entries import take_away as take_claims_away
from connect.suppliers.merges import forget_old_merges
from connect.suppliers.models import EntryClaim
from connect.suppliers.reports import forget_old_reports
from connect.suppliers.search import (
    SupplierFilters,
    SupplierSearch,
    find_suppliers,
    ids_near,
    suppliers_inside,
)

__all__ = [
    "EntryClaim",
    "SupplierFilters",
    "SupplierSearch",
    "erase_claims",
    "find_suppliers",
    "forget_expired_codes",
    "forget_old_claims",
    "forget_old_merges",
    "forget_old_reports",
    "ids_near",
    "seek_doubles",
    "suppliers_inside",
    "take_claims_away",
]
