"""Map tiles: suppliers and open requests, counted where there are many."""
