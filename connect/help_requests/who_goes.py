"""The name of who goes, for whoever waits for them."""

from connect.accounts import Account, account_by_id
from connect.help_requests.models import Assignment
from connect.responders import Kind, Responder, Tier, tier_of


def person_of(assignment: Assignment) -> str | None:
    """The person, where the responder's name alone does not say who comes."""
    account = account_by_id(assignment.account_id) if assignment.account_id else None
    return person(assignment.responder, account)


def helper_name(assignment: Assignment) -> str:
    """`Hương`, or of an organisation `Hương (Bếp Yêu Thương)`."""
    return full_name(assignment.responder, person_of(assignment))


def tier_of_helper(assignment: Assignment) -> Tier:
    """How far whoever goes is trusted."""
    return tier_of(account_by_id(assignment.account_id) if assignment.account_id else None)


def person(responder: Responder, account: Account | None) -> str | None:
    """The name of an account that goes for a responder, unless it is known by the responder's."""
    if account is None or account.name == responder.name:
        return None
    of_many = responder.kind == Kind.ORGANISATION or account.id != responder.owner_id
    return account.name if of_many else None


def full_name(responder: Responder, person: str | None) -> str:
    """A person beside the name of what they go for; empty where both are forgotten."""
    known = "" if responder.forgotten else responder.name
    return f"{person} ({known})" if person and known else person or known
