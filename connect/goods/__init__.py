"""The catalogue of goods: what is asked for and what shops have, by one code in every language."""

from connect.goods.catalogue import CATALOGUE, MAX_ENTRIES, Entry
from connect.goods.finding import code_called, goods_called, goods_in

__all__ = ["CATALOGUE", "MAX_ENTRIES", "Entry", "code_called", "goods_called", "goods_in"]
