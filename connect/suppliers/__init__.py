"""Essential goods: the shops near a place, what they have, and whether they are open."""

from connect.suppliers.search import (
    SupplierFilters,
    SupplierSearch,
    find_suppliers,
    suppliers_inside,
)

__all__ = ["SupplierFilters", "SupplierSearch", "find_suppliers", "suppliers_inside"]
