"""A shopping list in JSON: what strangers may know of it, and all of it for those involved."""

from typing import Any

from flask import current_app

from connect.help_requests import Assignment, HelpRequest, View, without_phones
from connect.shopping import queries
from connect.shopping.models import ShoppingLine, ShoppingList
from connect.shopping.money import band
from connect.shopping.words import goods_name


def public_list(kept: ShoppingList) -> dict[str, Any]:
    """The names of the goods, and between which amounts the budget lies. Nothing else."""
    above, up_to = band(kept.budget) if kept.budget else (None, None)
    return {
        "request_id": str(kept.request_id),
        "lines": [
            {"code": line.code, "goods": without_phones(goods_name(line.code, line.goods))}
            for line in kept.lines
        ],
        "budget_above": above,
        "budget_up_to": up_to,
    }


def list_for_those_involved(request: HelpRequest) -> dict[str, Any]:
    """All of it, with what came of it so far."""
    kept, case = queries.list_of(request.id), queries.case_of(request)
    trip = queries.trip_of(case)
    shown = public_list(kept) if kept else {"request_id": str(request.id), "lines": []}
    shown |= {
        "lines": [_line(line, case) for line in kept.lines] if kept else [],
        "budget": kept.budget if kept else None,
        "similar": kept.similar if kept else True,
        "notes": kept.notes if kept else "",
        "checked_first": kept.flagged if kept else False,
        "limit": current_app.config["CONNECT"].shopping_limit,
        "cost": trip.cost if trip else None,
        "cost_answer": queries.answer_now(request, case, trip),
        "packed_at": trip.packed_at.isoformat() if trip and trip.packed_at else None,
        "receipt": _receipt_address(request, case),
    }
    return shown


def seen_by(view: View, kept: ShoppingList, *, all_of_it: bool) -> dict[str, Any]:
    """A list as the caller may read it."""
    return list_for_those_involved(view.request) if all_of_it else public_list(kept)


def _line(line: ShoppingLine, case: Assignment | None) -> dict[str, Any]:
    told = case is not None and line.told_by_id == case.id
    return {
        "id": str(line.id),
        "code": line.code,
        "goods": goods_name(line.code, line.goods),
        "quantity": line.quantity,
        "most_price": line.most_price,
        "outcome": line.outcome if told else None,
        "instead": line.instead if told else "",
    }


def _receipt_address(request: HelpRequest, case: Assignment | None) -> str | None:
    if case is None or not queries.receipt_at(case.id):
        return None
    base_url: str = current_app.config["CONNECT"].base_url
    return f"{base_url}/requests/{request.id}/receipt"
