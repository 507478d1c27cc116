"""Giving things: what is offered, for whom it is kept, and its way there."""
