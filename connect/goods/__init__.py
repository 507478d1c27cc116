"""The catalogue of goods: what is asked for and what shops have, by one code in every language."""

from connect.goods.catalogue import CATALOGUE, MAX_ENTRIES
from connect.goods.finding import code_called, goods_called, goods_in

__all__ = ["CATALOGUE", "MAX_ENTRIES", "code_called", "goods_called", "goods_in"]
