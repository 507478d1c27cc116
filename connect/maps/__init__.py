"""Map tiles: suppliers and open requests, counted where there are many."""

from connect.maps.counting import count_changes, settle

__all__ = ["count_changes", "settle"]
