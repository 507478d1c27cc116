"""The shopping on the page of a request, and the way to what is to be checked on the desk."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import current_app

from connect.accounts import current_account
from connect.foundation.clock import utcnow
from connect.help_requests import (
    HelpRequest,
    Standing,
    Status,
    View,
    helper_of,
    short,
    view_of,
    without_phones,
)
from connect.responders import Kind
from connect.shopping import queries, service, withdrawals, words
from connect.shopping.access import categories_of, may_write, shopping_missing, shops
from connect.shopping.models import ShoppingLine, ShoppingList, Trip
from connect.shopping.states import Answer, Outcome

MOST_TO_CHECK = 50


class Line(NamedTuple):
    """One thing to buy, in words; of what came of it the chip's shape, empty before."""

    goods: str
    quantity: str = ""
    most_price: str = ""
    outcome: str = ""
    shape: str = ""
    instead: str = ""


class Basket(NamedTuple):
    """What the viewer may know of the shopping for a request, and may do now. Money in words."""

    lines: list[Line]
    budget: str
    similar: bool
    notes: str
    written: bool
    all_of_it: bool
    mine: bool
    may_write: bool
    shops: bool
    by_a_shop: bool
    packed: bool
    may_pack: bool
    cost: str
    asks: bool
    may_answer: bool
    refused: bool
    receipt_at: datetime | None
    no_receipt_yet: bool
    above_limit: str
    checked_first: bool
    may_check: bool
    withdrawals_left: int | None


def basket(request_id: uuid.UUID) -> Basket | None:
    """For whoever looks at a request with shopping; None for any other request.

    Once it is brought, None for all but who asked, who brought it, and coordinators.
    """
    view = view_of(request_id)
    request = view.request
    if withdrawals.SHOPPING not in categories_of(request) or request.erased_at is not None:
        return None
    missing, goes = shopping_missing(request), shops(view)
    everything = goes or may_write(view)
    if not (everything or missing):
        return None
    kept, case = queries.list_of(request_id), queries.case_of(request)
    trip = queries.trip_of(case) if everything else None
    asked = Standing.REQUESTER in view.standings
    receipt_at = queries.receipt_at(case.id) if everything and case else None
    answer = queries.answer_now(request, case, trip)
    asks = answer == Answer.ASKED
    carried = queries.carried_by(request, case)
    packs = case is not None and case.responder.kind == Kind.SUPPLIER
    return Basket(
        lines=_lines(kept, case.id if case else None, everything=everything),
        budget=_budget(kept, everything=everything),
        similar=kept.similar if kept else True,
        notes=kept.notes if kept and everything else "",
        written=kept is not None,
        all_of_it=everything,
        mine=asked,
        may_write=may_write(view) and service.is_writable(request),
        shops=goes,
        by_a_shop=packs,
        packed=trip is not None and trip.packed_at is not None and carried,
        may_pack=packs and goes and request.status == Status.CLAIMED,
        cost=words.dong(trip.cost) if trip and trip.cost else "",
        asks=asks,
        may_answer=asks and asked,
        refused=answer == Answer.REFUSED,
        receipt_at=receipt_at,
        no_receipt_yet=goes and missing and receipt_at is None,
        above_limit=_above_limit(kept, trip) if everything else "",
        checked_first=everything and _is_checked_first(request, kept),
        may_check=Standing.COORDINATOR in view.standings and _is_to_check(request, kept),
        withdrawals_left=_withdrawals_left(view),
    )


def orders_to_check() -> Sequence[tuple[HelpRequest, str]]:
    """Orders about which the coordinator who looks is to call first, each with its title."""
    account = current_account()
    found = queries.to_check_by(account, MOST_TO_CHECK) if account else []
    return [(request, short(request).title) for request in found if shopping_missing(request)]


def shown_line(line: ShoppingLine, case_id: uuid.UUID | None) -> Line:
    """A line for those involved."""
    told = line.outcome if case_id is not None and line.told_by_id == case_id else None
    return Line(
        words.goods_name(line.code, line.goods),
        line.quantity,
        words.dong(line.most_price) if line.most_price else "",
        str(words.OUTCOMES[Outcome(told)]) if told else "",
        words.SHAPES[Outcome(told)] if told else "",
        line.instead if told else "",
    )


def _lines(kept: ShoppingList | None, case_id: uuid.UUID | None, *, everything: bool) -> list[Line]:
    if kept is None:
        return []
    if everything:
        return [shown_line(line, case_id) for line in kept.lines]
    return [Line(without_phones(words.goods_name(line.code, line.goods))) for line in kept.lines]


def _budget(kept: ShoppingList | None, *, everything: bool) -> str:
    if kept is None or kept.budget is None:
        return ""
    return words.dong(kept.budget) if everything else words.band_in_words(kept.budget)


def _above_limit(kept: ShoppingList | None, trip: Trip | None) -> str:
    """The limit in words, where the budget or the cost is above it."""
    limit: int = current_app.config["CONNECT"].shopping_limit
    most = max((kept.budget if kept else None) or 0, (trip.cost if trip else None) or 0)
    return words.dong(limit) if most > limit else ""


def _is_to_check(request: HelpRequest, kept: ShoppingList | None) -> bool:
    return kept is not None and kept.flagged and shopping_missing(request)


def _is_checked_first(request: HelpRequest, kept: ShoppingList | None) -> bool:
    if kept is not None:
        return _is_to_check(request, kept)
    withdrawn, categories = service.withdrawn_before(request), categories_of(request)
    return service.is_writable(request) and withdrawals.is_checked_first(categories, withdrawn)


def _withdrawals_left(view: View) -> int | None:
    """To who asked, while somebody goes for it: how many more may be taken back before checks."""
    going = helper_of(view.request) if view.request.status == Status.CLAIMED else None
    shopping = going is not None and shopping_missing(view.request)
    if not shopping or Standing.REQUESTER not in view.standings:
        return None
    # This one would count, too.
    return withdrawals.left_before_checks(queries.count_withdrawn(view.request.phone, utcnow()) + 1)
