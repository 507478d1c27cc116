"""The front page: two doors, and what is going on now."""
