"""Whose desk it is."""

from connect.accounts import Role, signed_in_account
from connect.foundation.errors import NotAllowed


def own_area() -> str | None:
    """The area that whoever is signed in coordinates; None for an admin, who serves all.

    Raises `NotSignedIn`, and `NotAllowed` for everybody else.
    """
    account = signed_in_account()
    if account.role == Role.ADMIN:
        return None
    if account.role != Role.COORDINATOR or account.area_code is None:
        raise NotAllowed
    return account.area_code
