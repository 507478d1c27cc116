"""Who may do what with a list, a trip and a receipt."""

import uuid
from collections.abc import Collection

from connect.foundation import audit
from connect.foundation.errors import NotAllowed, NotFound, NotSignedIn
from connect.help_requests import HelpRequest, Standing, View
from connect.shopping.withdrawals import SHOPPING

_INVOLVED = frozenset((Standing.REQUESTER, Standing.CLAIMANT, Standing.COORDINATOR))
_IN_CHARGE = frozenset((Standing.REQUESTER, Standing.COORDINATOR))


def categories_of(request: HelpRequest) -> Collection[str]:
    """The codes of what a request asks for."""
    return {item.category.code for item in request.items}


def check_is_shopping(request: HelpRequest) -> None:
    """Raises `NotFound` for a request that asks for no shopping, or is erased."""
    if SHOPPING not in categories_of(request) or request.erased_at is not None:
        raise NotFound


def sees_all(view: View) -> bool:
    """Whether the notes, the prices, what came of it and the receipt are theirs to see."""
    return not view.standings.isdisjoint(_INVOLVED)


def may_write(view: View) -> bool:
    """Whether the caller may write the list."""
    return not view.standings.isdisjoint(_IN_CHARGE)


def check_may_write(view: View) -> None:
    """Raises `NotSignedIn` and `NotAllowed` unless they may."""
    _check(view, may_write(view))


def check_asked(view: View) -> None:
    """Raises `NotSignedIn` and `NotAllowed` for anyone but who asked: it is their money."""
    _check(view, Standing.REQUESTER in view.standings)


def check_coordinates(view: View) -> None:
    """Raises `NotSignedIn` and `NotAllowed` for anyone but a coordinator of the area."""
    _check(view, Standing.COORDINATOR in view.standings)


def shops(view: View) -> bool:
    """Whether the caller goes for it, or has delivered and waits for the word."""
    return Standing.CLAIMANT in view.standings


def check_shops(view: View) -> uuid.UUID:
    """The account that goes for it: the caller's. Raises `NotSignedIn` and `NotAllowed`."""
    _check(view, shops(view))
    if view.account is None:
        raise NotSignedIn
    return view.account.id


def note_look(view: View) -> None:
    """Records that somebody saw what is private, unless it is their own."""
    if view.account is not None and Standing.REQUESTER not in view.standings:
        audit.record_look(str(view.account.id), view.request.id)


def _check(view: View, may: bool) -> None:
    if not may:
        raise NotAllowed if view.account else NotSignedIn
