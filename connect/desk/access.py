"""Whose desk it is."""

from connect.accounts import coordinator


def own_areas() -> tuple[str, ...] | None:
    """The areas that whoever is signed in coordinates; None for an admin, who serves all.

    Raises `NotSignedIn`, and `NotAllowed` for everybody else.
    """
    return coordinator().desk_areas
