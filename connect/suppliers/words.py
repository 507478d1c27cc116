"""Words of the claims in the language of the page."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from connect.suppliers.models import Refusal

# As a coordinator chooses it.
REFUSALS = {
    Refusal.NOT_PROVED: _l("It cannot be seen that it is theirs"),
    Refusal.NOT_REACHED: _l("They could not be reached"),
    Refusal.OTHERS: _l("It belongs to somebody else"),
}


def refusal_words() -> dict[Refusal, str]:
    """Why an entry was not given, as the person who asked reads it."""
    return {
        Refusal.NOT_PROVED: _("we could not see that it is yours. Write how we can check it."),
        Refusal.NOT_REACHED: _("we could not reach you. Please ask again, and keep your phone on."),
        Refusal.OTHERS: _("it belongs to somebody else."),
    }
