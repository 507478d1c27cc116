"""Use cases of the list: write it, and look into an order that is to be checked first."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

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
from connect.shopping import access, asking, notices, queries, withdrawals
from connect.shopping.models import ShoppingLine, ShoppingList
from connect.shopping.words import goods_name

# One notice for what is changed in one breath.
ONE_BREATH = timedelta(minutes=10)
WRITABLE = (Status.OPEN, Status.CLAIMED)
TOLD = "list_told"


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
        if not is_writable(request):
            raise WrongState
        kept = queries.list_of(request.id) or ShoppingList(request_id=request.id)
        db.session.add(kept)
        kept.budget, kept.similar, kept.notes = details.budget, details.similar, details.notes
        kept.lines = _lines(details.lines, kept.lines)
        kept.flagged, kept.written_at = _is_checked_first(request), utcnow()
        going = helper_of(request)
        if going is not None:
            asks = asking.ask_after_change(view, going, kept.budget)
            if not access.shops(view) and (asks or not _told_lately(request, going)):
                notices.list_changed(request, going)
                audit.record(audit.actor_of(view.account), TOLD, request.id)
        audit.record(audit.actor_of(view.account), "list_written", request.id)
    return kept


def is_writable(request: HelpRequest) -> bool:
    """Whether there is still something to buy by the list."""
    return request.status in WRITABLE and access.shopping_missing(request)


def check(view: View) -> None:
    """A coordinator has called: the order is real. Saying so again changes nothing."""
    access.check_coordinates(view)
    with transaction():
        request = locked(view)
        kept = queries.list_of(request.id)
        if kept is None or not kept.flagged:
            return
        kept.flagged = False
        audit.record(audit.actor_of(view.account), "shopping_checked", request.id)


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
    known = defaultdict[tuple[str, str], deque[ShoppingLine]](deque)
    for line in before:
        known[_known_by(line.code, line.goods), line.quantity].append(line)
    lines = []
    for position, one in enumerate(told):
        code = one.code or _code_of(one.goods)
        same = known[_known_by(code, one.goods), one.quantity]
        line = same.popleft() if same else ShoppingLine(goods=one.goods, quantity=one.quantity)
        line.code, line.position, line.most_price = code, position, one.most_price
        lines.append(line)
    return lines


def _known_by(code: str | None, goods: str) -> str:
    # The page shows a code by its name, and this comes back as words.
    return code if code and goods in ("", goods_name(code, "")) else goods


def _code_of(words: str) -> str | None:
    """The one entry of the catalogue that own words name; None for none or several."""
    named = goods_in(words)
    return named[0].code if len(named) == 1 else None


def _told_lately(request: HelpRequest, going: Assignment) -> bool:
    since = utcnow() - ONE_BREATH
    return queries.count_acts(request.id, TOLD, max(since, going.claimed_at or since)) > 0


def _is_checked_first(request: HelpRequest) -> bool:
    checked = queries.count_acts(request.id, "shopping_checked", request.created_at) > 0
    categories = access.categories_of(request)
    return not checked and withdrawals.is_checked_first(categories, withdrawn_before(request))
