"""What can go wrong in a use case. Services raise these; entrances translate them."""

from collections.abc import Mapping, Sequence


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Marks a text for the catalogues that is translated later, where it is shown."""
    return text


class ConnectError(Exception):
    """Base of all refusals. `status` is the HTTP status, `title` a short text to translate."""

    status = 400
    title = N_("This cannot be done.")

    def __init__(self, title: str | None = None) -> None:
        super().__init__(title or self.title)
        self.title = title or self.title


class Unreadable(ConnectError):
    """The body or the query cannot be read at all."""

    status = 400
    title = N_("This cannot be read.")


class NotSignedIn(ConnectError):
    """Nobody is signed in, and somebody must be."""

    status = 401
    title = N_("Please sign in first.")


class NotAllowed(ConnectError):
    """Somebody is signed in, and this is not theirs to do."""

    status = 403
    title = N_("You cannot do this.")


class NotFound(ConnectError):
    """Not there, or not yours to see."""

    status = 404
    title = N_("We cannot find this page.")


class WrongState(ConnectError):
    """The state of the thing forbids it: someone was faster, or it is over."""

    status = 409
    title = N_("This is no longer possible.")


class Invalid(ConnectError):
    """Values that cannot be accepted: field name to texts."""

    status = 422
    title = N_("Some answers need another look.")

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self.errors = {field: list(texts) for field, texts in errors.items()}


class TooOften(ConnectError):
    """More of something in a day than anyone needs who means well; it is possible again later."""

    status = 429
    title = N_("That was too often. Please wait a little and try again.")

    def __init__(self, title: str | None = None, *, retry_after_s: int = 3600) -> None:
        super().__init__(title)
        self.retry_after_s = retry_after_s


class Unavailable(ConnectError):
    """The database cannot be reached, is locked or full: nothing was saved, try again."""

    status = 503
    title = N_("The service cannot save or read right now. Nothing was lost; please try again.")
