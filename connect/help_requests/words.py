"""The states, reasons and steps of a request in the words that people read."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from connect.help_requests.access import Action
from connect.help_requests.concerns import Concern
from connect.help_requests.lifecycle import CloseReason, Status
from connect.responders import CategoryLabel

STATUS = {
    Status.HELD: _l("Not shown yet"),
    Status.OPEN: _l("Waiting for help"),
    Status.CLAIMED: _l("Someone is coming"),
    Status.DELIVERED: _l("Delivered, waiting for confirmation"),
    Status.FULFILLED: _l("Helped"),
    Status.CLOSED: _l("Closed"),
}
# The shape of a state's chip: never colour alone.
SHAPES = {
    Status.HELD: "closed",
    Status.OPEN: "open",
    Status.CLAIMED: "claimed",
    Status.DELIVERED: "helped",
    Status.FULFILLED: "helped",
    Status.CLOSED: "closed",
}
REASONS = {
    CloseReason.WITHDRAWN: _l("No longer needed"),
    CloseReason.DONE_BY_OTHERS: _l("Someone else has helped"),
    CloseReason.UNREACHABLE: _l("Nobody answers the phone"),
    CloseReason.DUPLICATE: _l("It was asked twice"),
    CloseReason.OUT_OF_AREA: _l("Outside our area"),
    CloseReason.REJECTED: _l("It cannot be accepted"),
    CloseReason.EXPIRED: _l("It waited for too long"),
}
CONCERNS = {
    Concern.MINOR: _l("A child without an adult"),
    Concern.ALONE: _l("Somebody who lives alone"),
    Concern.ILL: _l("Somebody who is ill"),
}
DONE = {
    Action.CLAIM: _l("Thank you! Call or write now, and say when you will come."),
    Action.TAKE_OVER: _l("Thank you! They know that you come instead. Call now."),
    Action.SET_OUT: _l("Good. They see that you are on the way."),
    Action.RELEASE: _l("Handed back: it waits for others now. Thank you for saying so."),
    Action.DELIVER: _l("Thank you! They can now say that it has arrived."),
    Action.CONFIRM: _l("Wonderful. Thank you for telling us."),
    Action.KEEP: _l("Good that you told us. We go on looking for someone."),
    Action.REOPEN: _l("It is open again: others can take it now."),
    Action.CLOSE: _l("The request is closed."),
    Action.ASK_CODE: _l("Good. Whoever comes says a number at your door."),
    Action.ERASE: _l("Erased: your name, number, place and words are gone."),
}
DELIVERED_IN_PART = _l("Thank you! What is still missing is asked for again.")
HELD_AGAIN = _l("Your request is with us again. Others see it once this is settled.")
OFFER_DECLINED = _l("All right. Thank you for telling us.")

_STEPS = {
    "opened": _l("Request sent"),
    "edited": _l("Details were changed"),
    "claimed": _l("Someone is coming"),
    "taken_over": _l("Someone else of them is coming"),
    "on_the_way": _l("On the way"),
    "released": _l("Handed back, waiting for someone else"),
    "lapsed": _l("Took too long, waiting for someone else"),
    "delivered": _l("Delivered"),
    "delivered_in_part": _l("Some of it was delivered"),
    "confirmed": _l("Arrived"),
    "code_asked": _l("A number at the door was asked for"),
    "checked_in": _l("We asked whether this is still so"),
    "kept": _l("Still needed"),
    "hidden": _l("Off the list until we hear from you"),
    "list_written": _l("Shopping list written"),
    "packed": _l("Packed"),
    "cost_asked": _l("Asked: it costs more than the budget"),
    "cost_agreed": _l("The higher cost is all right"),
    "cost_refused": _l("Not more than the budget"),
    "receipt_added": _l("Receipt added"),
    "shopping_checked": _l("A coordinator has called: it is real"),
    "reopened": _l("Open again"),
    "closed": _l("Closed"),
    "expired": _l("Closed: it waited for too long"),
    "verified": _l("Verified by a call"),
    "held": _l("Not shown before the number is proved"),
    "phone_proved": _l("The number is proved"),
    "nobody_left": _l("Nobody left to ask"),
    "noted": _l("A note was written"),
    "handed_over": _l("Another coordinator, or none, has the case"),
    "promised": _l("Said yes to a coordinator"),
    "not_reached": _l("Called: nobody answered"),
    "call_arranged": _l("To be called again"),
    "took_over_items": _l("Made one with another request"),
    "gave_back_items": _l("The other request is by itself again"),
}


def step(action: str, *, name: str = "", reason: str = "", asked: int = 0) -> str:
    """What happened, with who came (`name`) where the reader may know."""
    if action == "asked":
        return str(ngettext("Asked %(num)d person nearby", "Asked %(num)d people nearby", asked))
    if action == "claimed" and name:
        return str(_("%(name)s is coming", name=name))
    if action == "taken_over" and name:
        return str(_("%(name)s is coming instead", name=name))
    if action == "closed" and reason in REASONS:
        return str(_("Closed: %(reason)s", reason=REASONS[CloseReason(reason)]))
    return str(_STEPS.get(action, action))


def concerns_in_words(concerns: str) -> list[str]:
    """Who is at home, from the concerns as they are stored."""
    return [str(CONCERNS[Concern(one)]) for one in concerns.split()]


def headline(
    items: Iterable[Mapping[str, Any]], labels: Mapping[str, CategoryLabel], language: str
) -> str:
    """What is needed, in a line: the goods by name, else the kind of help."""
    parts = []
    for item in items:
        label = labels.get(item["category"])
        named = item["goods"] or (label.name(language) if label else item["category"])
        parts.append(f"{named} ({item['quantity']})" if item["quantity"] else named)
    line = ", ".join(dict.fromkeys(parts))
    return line[:1].upper() + line[1:]
