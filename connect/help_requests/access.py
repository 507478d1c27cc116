"""Who may do what with a help request: pure, one table, read by views, API and tests alike."""

from enum import StrEnum
from typing import TypeVar

from connect.foundation.errors import NotAllowed, NotFound

T = TypeVar("T")


class Standing(StrEnum):
    """What someone is to one help request."""

    STRANGER = "stranger"
    MEMBER = "member"  # signed in, nothing to do with this request
    REQUESTER = "requester"  # by account, or by the manage link
    CLAIMANT = "claimant"  # holds the active assignment: who goes
    COLLEAGUE = "colleague"  # acts for the responder that holds it, while another of them goes
    CHIEF = "chief"  # the colleague who owns it
    COORDINATOR = "coordinator"  # of its area, or an admin


class Action(StrEnum):
    """What can be done with one."""

    SEE = "see"
    SEE_PRIVATE = "see_private"
    SEE_CANDIDATES = "see_candidates"
    EDIT = "edit"
    KEEP = "keep"  # on the list: help is still needed
    CLAIM = "claim"
    SET_OUT = "set_out"
    TAKE_OVER = "take_over"  # from a colleague
    RELEASE = "release"
    DELIVER = "deliver"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    CLOSE = "close"
    ASK_CODE = "ask_code"  # whoever comes says it at the door
    ERASE = "erase"
    PROVE = "prove"  # that the phone is one's own
    TRIAGE = "triage"  # what a desk does: ask somebody by hand, verify, make two requests one


_S = Standing
_EVERYONE = frozenset(_S)
_IN_CHARGE = frozenset((_S.REQUESTER, _S.COORDINATOR))

MAY: dict[Action, frozenset[Standing]] = {
    Action.SEE: _EVERYONE,
    Action.SEE_PRIVATE: frozenset((_S.REQUESTER, _S.CLAIMANT, _S.COORDINATOR)),
    Action.SEE_CANDIDATES: _IN_CHARGE,
    Action.EDIT: _IN_CHARGE,
    Action.KEEP: _IN_CHARGE,
    # The claim itself refuses the requester, whoever is blocked, and whoever is not signed in.
    Action.CLAIM: frozenset((_S.MEMBER, _S.COORDINATOR, _S.CLAIMANT)),
    Action.SET_OUT: frozenset((_S.CLAIMANT,)),
    Action.TAKE_OVER: frozenset((_S.COLLEAGUE, _S.CLAIMANT)),  # once more changes nothing
    Action.RELEASE: frozenset((_S.CLAIMANT, _S.CHIEF, _S.COORDINATOR)),
    Action.DELIVER: frozenset((_S.CLAIMANT,)),
    Action.CONFIRM: _IN_CHARGE,
    Action.REOPEN: _IN_CHARGE,
    Action.CLOSE: _IN_CHARGE,
    Action.ASK_CODE: _IN_CHARGE,
    Action.ERASE: frozenset((_S.REQUESTER,)),
    Action.PROVE: frozenset((_S.REQUESTER,)),
    Action.TRIAGE: frozenset((_S.COORDINATOR,)),
}


def sees_phone(standings: frozenset[Standing], *, shared: bool) -> bool:
    """Whether who sees the private part sees the phone too: the helper, only if it is shared."""
    return shared or not standings.isdisjoint(_IN_CHARGE)


def allowed(action: Action, standings: frozenset[Standing]) -> bool:
    """Whether any of someone's standings permits the action."""
    return not MAY[action].isdisjoint(standings)


def permitted(found: T | None, action: Action, standings: frozenset[Standing]) -> T:
    """What was found, for who may do this. Raises `NotFound` and `NotAllowed`."""
    if found is None:
        raise NotFound
    if not allowed(action, standings):
        raise NotAllowed
    return found


# The steps of a request that its timeline tells: to anyone, and beside these to those involved.
PUBLIC_STEPS = frozenset(
    (
        "opened",
        "claimed",
        "taken_over",
        "on_the_way",
        "released",
        "lapsed",
        "delivered",
        "delivered_in_part",
        "confirmed",
        "reopened",
        "closed",
        "expired",
    )
)
PRIVATE_STEPS = frozenset(
    (
        "edited",
        "checked_in",
        "code_asked",
        "kept",
        "hidden",
        "list_written",
        "packed",
        "cost_asked",
        "cost_agreed",
        "cost_refused",
        "receipt_added",
        "shopping_checked",
        "verified",
        "held",
        "phone_proved",
    )
)
# And to coordinators alone.
DESK_STEPS = frozenset(
    (
        "asked",
        "nobody_left",
        "noted",
        "handed_over",
        "promised",
        "not_reached",
        "call_arranged",
        "took_over_items",
        "gave_back_items",
    )
)
