"""Where a thank-you note stands, and what may happen to it: pure, no database."""

from datetime import timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a note stands. Taken back it is gone: there is no state for that."""

    PRIVATE = "private"  # for the helper alone
    WAITING = "waiting"  # its author wants it public, and nobody has looked at it yet
    SHOWN = "shown"
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why a coordinator does not show a note."""

    TELLS_WHO_OR_WHERE = "tells_who_or_where"
    PICTURE = "picture"
    OBJECTION = "objection"
    UNKIND = "unkind"
    OTHER = "other"


# A note that waits can be decided; one that is shown can still be taken down.
MAY_SHOW = frozenset((State.WAITING,))
MAY_REFUSE = frozenset((State.WAITING, State.SHOWN))
# Who was refused may write another one in its place.
MAY_REPLACE = frozenset((State.REFUSED,))

SHOWN_FOR = timedelta(days=365)
KEPT_UNSHOWN = timedelta(days=90)
