"""Who may do what with a note: its author, and who is thanked."""

from connect.diary.models import Entry
from connect.foundation.errors import NotAllowed, NotSignedIn
from connect.help_requests import Standing, View


def is_author(view: View) -> bool:
    """Whether the caller speaks for the household: by their account, or by the manage link.

    Who asked for somebody else does not: the thanks, and the consent, are not theirs to give.
    """
    request, account = view.request, view.account
    if Standing.REQUESTER not in view.standings or request.erased_at is not None:
        return False
    return account is None or account.id != request.requester_id or request.is_of(account)


def check_author(view: View) -> None:
    """Raises `NotSignedIn` and `NotAllowed` unless the caller speaks for the household."""
    if not is_author(view):
        raise NotAllowed if view.account else NotSignedIn


def is_thanked(view: View, entry: Entry) -> bool:
    """Whether the note thanks the caller."""
    return view.account is not None and view.account.id == entry.helper_id
