"""Use cases of the list: write it, and look into an order that is to be checked first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import NotFound, WrongState
from connect.goods import goods_in
from connect.help_requests import (
    Assignment,
    HelpRequest,
    Status,
    View,
    helper_of,
    request_to_change,
)
from connect.shopping import access, notices, queries, withdrawals
from connect.shopping.models import ShoppingLine, ShoppingList

# One notice for what is changed in one breath.
ONE_BREATH = timedelta(minutes=10)
WRITABLE = (Status.OPEN, Status.CLAIMED)


@dataclass(frozen=True, kw_only=True)
class LineDetails:
    """One thing to buy, by a code of the catalogue, by own words, or both. Prices in đồng."""

    goods: str = ""
    code: str | None = None
    quantity: str = ""
    most_price: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListDetails:
    """A list as it is written; checked by forms and schemas before it comes here."""

    lines: Sequence[LineDetails]
    budget: int | None = None
    similar: bool = True
    notes: str = ""


def write_list(view: View, details: ListDetails) -> ShoppingList:
    """Keeps the list in the place of the one before; what stays on it keeps what came of it.

    Raises `NotFound` where no shopping is asked for, `NotAllowed`, and `WrongState` once it is
    brought or over.
    """
    access.check_may_write(view)
    with transaction():
        request = locked(view)
        if request.status not in WRITABLE:
            raise WrongState
        kept = queries.list_of(request.id) or ShoppingList(request_id=request.id)
        db.session.add(kept)
        kept.budget, kept.similar, kept.notes = details.budget, details.similar, details.notes
        kept.lines = _lines(details.lines, kept.lines)
        kept.flagged, kept.written_at = _is_checked_first(request), utcnow()
        going = helper_of(request)
        if going is not None and not access.shops(view) and not _changed_lately(request, going):
            notices.list_changed(request, going)
        audit.record(actor(view.account), "list_written", request.id)
    return kept


def check(view: View) -> None:
    """A coordinator has called: the order is real. Saying so again changes nothing."""
    access.check_coordinates(view)
    with transaction():
        request = locked(view)
        kept = queries.list_of(request.id)
        if kept is None or not kept.flagged:
            return
        kept.flagged = False
        audit.record(actor(view.account), "shopping_checked", request.id)


def withdrawn_before(request: HelpRequest) -> int:
    """How many other orders its requester took back lately after somebody had accepted."""
    return queries.count_withdrawn(request.phone, utcnow())


def locked(view: View) -> HelpRequest:
    """The request as it is now, kept from everyone else. Raises `NotFound` without shopping."""
    request = request_to_change(view.request.id)
    if request is None:
        raise NotFound
    access.check_is_shopping(request)
    return request


def _lines(told: Sequence[LineDetails], before: Sequence[ShoppingLine]) -> list[ShoppingLine]:
    known = {(line.code, line.goods, line.quantity): line for line in before}
    lines = []
    for position, one in enumerate(told):
        code = one.code or _code_of(one.goods)
        line = known.pop((code, one.goods, one.quantity), None) or ShoppingLine(
            code=code, goods=one.goods, quantity=one.quantity
        )
        line.position, line.most_price = position, one.most_price
        lines.append(line)
    return lines


def _code_of(words: str) -> str | None:
    """The one entry of the catalogue that own words name; None for none or several."""
    named = goods_in(words)
    return named[0].code if len(named) == 1 else None


def _changed_lately(request: HelpRequest, going: Assignment) -> bool:
    since = utcnow() - ONE_BREATH
    return queries.count_acts(request.id, "list_written", max(since, going.claimed_at or since)) > 0


def _is_checked_first(request: HelpRequest) -> bool:
    checked = queries.count_acts(request.id, "shopping_checked", request.created_at) > 0
    categories = access.categories_of(request)
    return not checked and withdrawals.is_checked_first(categories, withdrawn_before(request))


def actor(account: Account | None) -> str:
    """By what name the log of acts knows them."""
    return str(account.id) if account else "requester"
