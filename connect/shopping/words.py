"""Money, goods and states in the words that people read."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from connect.foundation.i18n import language, written
from connect.goods import CATALOGUE
from connect.shopping.money import band
from connect.shopping.states import Outcome

OUTCOMES = {
    Outcome.GOT: _l("Got it"),
    Outcome.MISSING: _l("Not there"),
    Outcome.INSTEAD: _l("Something else"),
}
# The shape of an outcome's chip: never colour alone.
SHAPES = {Outcome.GOT: "helped", Outcome.MISSING: "closed", Outcome.INSTEAD: "claimed"}


def dong(amount: int) -> str:
    """An amount as it is written: `250.000 đ`."""
    return f"{written(amount, 0, language())} đ"


def band_in_words(budget: int) -> str:
    """As much of a budget as strangers may know."""
    above, up_to = band(budget)
    if up_to is None:
        return str(_("more than %(amount)s", amount=dong(above)))
    if not above:
        return str(_("up to %(amount)s", amount=dong(up_to)))
    return str(_("%(from)s to %(to)s", **{"from": dong(above), "to": dong(up_to)}))


def goods_name(code: str | None, goods: str) -> str:
    """A line's own words, else the name of the catalogue in the reader's language."""
    entry = CATALOGUE.get(code or "")
    return goods or (str(entry.name) if entry else code or "")
