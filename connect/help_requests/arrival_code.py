"""The four digits that whoever comes says at the door, and whoever waits compares."""

from connect.foundation.security import keyed_hash
from connect.help_requests.lifecycle import ACTIVE
from connect.help_requests.models import Assignment, HelpRequest

DIGITS = 4


def arrival_code(request: HelpRequest, going: Assignment | None) -> str | None:
    """The code of whoever goes; None where none was asked for, or nobody is under way.

    It is computed, another one for each claim, and stored nowhere.
    """
    if going is None or not request.asks_code or going.state not in ACTIVE:
        return None
    return f"{int(keyed_hash('arrival', str(going.id)), 16) % 10**DIGITS:0{DIGITS}}"
