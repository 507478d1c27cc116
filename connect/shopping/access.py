"""Who may do what with a list, a trip and a receipt."""

import uuid
from collections.abc import Collection

from connect.foundation import audit
from connect.foundation.errors import NotAllowed, NotFound, NotSignedIn
from connect.help_requests import Assignment, HelpRequest, Standing, View, helper_of
from connect.shopping.withdrawals import SHOPPING

_IN_CHARGE = frozenset((Standing.REQUESTER, Standing.COORDINATOR))


def categories_of(request: HelpRequest) -> Collection[str]:
    """The codes of what a request asks for."""
    return {item.category.code for item in request.items}


def brought_by(request: HelpRequest) -> set[uuid.UUID]:
    """The ids of the assignments that have brought the shopping, or some of it."""
    return {
        item.delivered_by_id
        for item in request.items
        if item.category.code == SHOPPING and item.delivered_by_id is not None
    }


def shopping_missing(request: HelpRequest) -> bool:
    """Whether shopping is still to be brought, whatever else is."""
    return any(
        item.category.code == SHOPPING and item.delivered_by_id is None for item in request.items
    )


def goes_shopping(request: HelpRequest, going: Assignment) -> bool:
    """Whether an assignment is for the shopping: not where another one has brought it."""
    return shopping_missing(request) or going.id in brought_by(request)


def check_is_shopping(request: HelpRequest) -> None:
    """Raises `NotFound` for a request that asks for no shopping, or is erased."""
    if SHOPPING not in categories_of(request) or request.erased_at is not None:
        raise NotFound


def sees_all(view: View) -> bool:
    """Whether the notes, the prices, what came of it and the receipt are theirs to see."""
    return may_write(view) or shops(view)


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
    """Whether the caller goes for the shopping, or has brought it and waits for the word."""
    if Standing.CLAIMANT not in view.standings:
        return False
    going = helper_of(view.request)
    return going is not None and goes_shopping(view.request, going)


def check_shops(view: View) -> uuid.UUID:
    """The account that goes for it: the caller's. Raises `NotSignedIn` and `NotAllowed`."""
    _check(view, shops(view))
    if view.account is None:
        raise NotSignedIn
    return view.account.id


def is_own(view: View) -> bool:
    """Whether the caller asked for themselves. Staff who posted it ask for somebody else."""
    account = view.account
    return Standing.REQUESTER in view.standings and (account is None or view.request.is_of(account))


def note_look(view: View) -> None:
    """Records that somebody saw what is private, unless it is their own."""
    if view.account is not None and not is_own(view):
        audit.record_look(str(view.account.id), view.request.id)


def _check(view: View, may: bool) -> None:
    if not may:
        raise NotAllowed if view.account else NotSignedIn
