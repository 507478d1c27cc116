"""Whose desk it is."""

from connect.accounts import signed_in_account
from connect.foundation.errors import NotAllowed


def own_areas() -> tuple[str, ...] | None:
    """The areas that whoever is signed in coordinates; None for an admin, who serves all.

    Raises `NotSignedIn`, and `NotAllowed` for everybody else.
    """
    account = signed_in_account()
    if not account.has_desk:
        raise NotAllowed
    return account.desk_areas
