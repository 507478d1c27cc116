"""What holds of every decision, on a request or a person: it says why, and is looked at again."""

from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation.clock import utcnow
from connect.foundation.errors import Invalid, NotAllowed
from connect.moderation.models import Judgement
from connect.moderation.people.models import PersonDecision

SHORTEST_WORDS = 5


def check_words(words: str, asks: str) -> None:
    """Raises `Invalid`, which `asks` for them, where there are hardly any."""
    if len(words) < SHORTEST_WORDS:
        raise Invalid({"words": [asks]})


def dispute(decision: Judgement | PersonDecision, words: str) -> None:
    """Keeps why somebody disagrees, inside a transaction."""
    decision.appeal, decision.appealed_at = words, utcnow()


def check_is_another(decision: Judgement | PersonDecision, coordinator: Account) -> None:
    """Raises `NotAllowed` for whoever decided: somebody else looks again. An admin may always."""
    if decision.by_id == coordinator.id and coordinator.desk_areas is not None:
        raise NotAllowed(_("Somebody else than who decided looks at it again."))
