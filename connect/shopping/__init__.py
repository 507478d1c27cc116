"""Shopping for someone: a list with a budget, who buys it where, and the receipt."""

from connect.shopping.erasure import erase, list_on, take_away
from connect.shopping.forgetting import forget_list_on, forget_old_lists
from connect.shopping.models import Receipt, ShoppingLine, ShoppingList, Trip, Withdrawal
from connect.shopping.service import LineDetails, ListDetails, write_list
from connect.shopping.trips import TripDetails, keep_trip

__all__ = [
    "LineDetails",
    "ListDetails",
    "Receipt",
    "ShoppingLine",
    "ShoppingList",
    "Trip",
    "TripDetails",
    "Withdrawal",
    "erase",
    "forget_list_on",
    "forget_old_lists",
    "keep_trip",
    "list_on",
    "take_away",
    "write_list",
]
