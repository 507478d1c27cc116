"""Taking a consent back: as easy as giving it. What it means, the rooms above know."""

import uuid
from collections.abc import Callable

from connect.consents.models import Purpose
from connect.foundation.errors import NotFound

_acts: dict[Purpose, Callable[[uuid.UUID | None], None]] = {}


def on_taking_back(purpose: Purpose, act: Callable[[uuid.UUID | None], None]) -> None:
    """Registers what stops at once when whoever is looking takes a purpose back.

    `act` is given the request that it was said for, or None; it checks who asks, and records it.
    """
    _acts[purpose] = act


def can_be_taken_back(purpose: Purpose) -> bool:
    """Whether there is an act for it: help itself is taken back by erasing the request."""
    return purpose in _acts


def take_back(purpose: Purpose, request_id: uuid.UUID | None) -> None:
    """Takes it back for whoever is looking. Raises `NotFound`, and what its act raises."""
    if purpose not in _acts:
        raise NotFound
    _acts[purpose](request_id)
