"""What the two are told of the shopping, when it happens: short, and without a word of the list."""

from flask_babel import gettext as _

from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.help_requests import Assignment, HelpRequest, helper_name, tell_helper, tell_requester
from connect.shopping.words import dong

KIND = "shopping"


@speaking(FIRST_LANGUAGE)
def list_changed(request: HelpRequest, assignment: Assignment) -> None:
    """Tells who shops that the list is another one."""
    text = _("The shopping list has changed. Please look before you go on.")
    tell_helper(KIND, text, assignment.account_id, request)


@speaking(FIRST_LANGUAGE)
def costs_more(request: HelpRequest, assignment: Assignment, cost: int, budget: int) -> None:
    """Asks the requester before more than the budget is spent."""
    text = _(
        "%(name)s asks: it would cost %(cost)s, more than your %(budget)s. Is that all right? "
        "Please answer on the page of your request.",
        name=helper_name(assignment),
        cost=dong(cost),
        budget=dong(budget),
    )
    tell_requester(KIND, text, request)


@speaking(FIRST_LANGUAGE)
def answered(request: HelpRequest, assignment: Assignment, cost: int, *, agreed: bool) -> None:
    """Tells who shops what the requester says to that."""
    text = (
        _("Yes, you may spend %(cost)s.", cost=dong(cost))
        if agreed
        else _("%(cost)s is too much for them. Please leave something out.", cost=dong(cost))
    )
    tell_helper(KIND, text, assignment.account_id, request)


@speaking(FIRST_LANGUAGE)
def packed(request: HelpRequest, assignment: Assignment) -> None:
    """Tells the requester that the shop has everything ready."""
    text = _("%(name)s has packed your shopping.", name=helper_name(assignment))
    tell_requester(KIND, text, request)


@speaking(FIRST_LANGUAGE)
def receipt_added(request: HelpRequest, assignment: Assignment) -> None:
    """Tells the requester that they can see what it cost."""
    text = _(
        "%(name)s has added the receipt. See it on the page of your request.",
        name=helper_name(assignment),
    )
    tell_requester(KIND, text, request, may_wait=True)
