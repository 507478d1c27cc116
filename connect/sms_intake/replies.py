"""What we answer: short, warm, and in plain letters when it leaves.

One message holds 160 plain letters, but only 70 with diacritics. The catalogue has the texts as
they are spoken; `as_sms` takes the marks away.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from connect.foundation.i18n import LANGUAGES, language, speaking
from connect.geo import Place, place_by_code
from connect.help_requests import HelpRequest, Status, manage_token
from connect.responders import category_labels
from connect.sms_intake.places import MOST_CHOICES, short_name
from connect.sms_intake.vocabulary import Want

LONGEST = 160  # characters of one message in plain letters
_MANAGE = "/m/"
_PLAIN = str.maketrans({"đ": "d", "Đ": "D", "“": '"', "”": '"', "’": "'", "…": "...", "–": "-"})
# In both languages: who is not understood has not told us theirs.
USAGE = (
    "Connect: can giup, nhan GIUP + thu can + phuong, quan. VD: GIUP GAO SUA PHUONG TAN HUNG QUAN 7"
    " / English: HELP RICE + ward, district"
)


def as_sms(text: str) -> str:
    """The text in plain letters."""
    bare = unicodedata.normalize("NFD", text.translate(_PLAIN))
    return "".join(letter for letter in bare if letter.isascii())


def opened(request: HelpRequest, ward: Place, base_url: str) -> str:
    """What was understood, the code, how to mend it; the manage link where it fits in."""
    told = _join(
        _("Received: %(what)s.", what=_what(request)),
        f"{short_name(ward)}.",
        _("Code %(code)s.", code=request.code),
    )
    call, mend = _("The helper will call this number."), _mend()
    return _first_that_fits(
        _join(told, mend, _link(request, base_url)), _join(told, call, mend), _join(told, mend)
    )


def added(request: HelpRequest) -> str:
    """What the request holds now, and where."""
    area = request.card["area"]
    place = place_by_code(area["code"]) if area else None
    return _join(
        _("Request %(code)s now: %(what)s.", code=request.code, what=_what(request)),
        *([f"{short_name(place)}."] if place else []),
        _mend(),
    )


def which_ward(wants: Sequence[Want], larger: Place | None, *, unknown: bool) -> str:
    """Asks for the ward, by an example."""
    if larger is not None:
        where = _("Which ward of %(place)s?", place=short_name(larger))
    else:
        where = _("We do not know this place.") if unknown else _("Where are you?")
    return _join(
        *([_("You need: %(what)s.", what=_wanted(wants))] if wants else []),
        where,
        _ask_for_ward(),
    )


def which_of(wards: Sequence[Place]) -> str:
    """Lists places of one name, to be chosen from by a figure."""
    listed = "; ".join(f"{n} {short_name(w)}" for n, w in enumerate(wards[:MOST_CHOICES], 1))
    ask = _("Which place? Text its number: %(listed)s.", listed=listed)
    other = _("Another? Text ward, district, province.")
    return _first_that_fits(_join(ask, other), ask)


def what_is_needed(ward: Place) -> str:
    """Asks what is needed at a place."""
    return _join(
        _("What do you need at %(place)s?", place=short_name(ward)),
        _ask_for_needs(),
    )


def status(request: HelpRequest | None, base_url: str) -> str:
    """How the latest request of a phone stands, with the manage link where it fits in."""
    if request is None:
        return _join(_("No request from this number yet."), _ask_like_this())
    told = _("Request %(code)s: %(what)s.", code=request.code, what=_what(request))
    said = {
        Status.HELD: _("Nobody sees it before your number is proved. Please open the link."),
        Status.OPEN: _("We are looking for a helper."),
        Status.CLAIMED: _("Someone is coming to help you."),
        Status.DELIVERED: _("It was delivered."),
        Status.FULFILLED: _("It has arrived. All the best to you!"),
        Status.CLOSED: _("It is closed. Need help again?"),
    }[Status(request.status)]
    if request.status == Status.CLOSED:
        return _join(told, said, _ask_like_this())
    return _first_that_fits(_join(told, said, _link(request, base_url)), _join(told, said))


def cancelled(request: HelpRequest) -> str:
    """A request was taken back."""
    return _join(_("Request %(code)s is cancelled.", code=request.code), _ask_like_this())


def nothing_to_cancel() -> str:
    """Only a request of the last hour is taken back by a message."""
    return _join(_("There is no new request to cancel."), _see_how_it_stands())


def stopped() -> str:
    """The last message, and the way back."""
    return _join(_("You get no more SMS from us. To get them again, text START."))


def welcome_back() -> str:
    """Messages go to this phone again."""
    return _join(_("You get our messages again."), _ask_like_this())


def enough_for_today(base_url: str) -> str:
    """More requests in a day than one phone may make."""
    return _join(_("This number has asked often today. To ask for more: %(link)s", link=base_url))


def own_words(base_url: str) -> tuple[str, ...]:
    """What we say to everybody alike: one of these is in each answer that reads like a request."""
    told = [USAGE, f"{base_url}{_MANAGE}"]
    for words in LANGUAGES:
        with speaking(words):
            told += (_ask_like_this(), _ask_for_ward(), _ask_for_needs(), _mend())
    return tuple(told)


def in_danger(reply: str) -> str:
    """An answer to who writes of danger: before all else, the number of the ambulance."""
    return _join(_("Life in danger? Call 115 now!"), reply)


def not_now() -> str:
    """Something that the state of a request, or a limit of it, forbids."""
    return _join(_("This cannot be changed any more."), _see_how_it_stands())


def _link(request: HelpRequest, base_url: str) -> str:
    return f"{base_url}{_MANAGE}{manage_token(request)}"


def _mend() -> str:
    return _join(_("Wrong? Text CANCEL, then ask again."))


def _see_how_it_stands() -> str:
    return _join(_("Text STATUS to see how your request stands."))


def _ask_like_this() -> str:
    return _join(_("Ask like this: HELP RICE PHUONG TAN HUNG QUAN 7"))


def _ask_for_ward() -> str:
    return _join(_("Text your ward and district, e.g. PHUONG TAN HUNG QUAN 7"))


def _ask_for_needs() -> str:
    return _join(_("E.g. RICE, MILK, MEDICINE, DOCTOR, SHOPPING"))


def _what(request: HelpRequest) -> str:
    missing = [item for item in request.items if item.delivered_by_id is None]
    told = _wanted(Want(one.category.code, one.goods, one.quantity) for one in missing)
    people = [_("%(number)d people", number=request.people)] if request.people > 1 else []
    return ", ".join((told, *people, *([_("urgent")] if request.urgency == "urgent" else [])))


def _wanted(wants: Iterable[Want]) -> str:
    labels = category_labels()
    parts = []
    for want in wants:
        label = labels.get(want.category)
        named = want.goods or (label.name(language()) if label else want.category)
        parts.append(f"{named.lower()} {want.quantity}".strip())
    return ", ".join(dict.fromkeys(parts))


def _join(*parts: str) -> str:
    return " ".join(parts)


def _first_that_fits(*texts: str) -> str:
    return next((text for text in texts if len(as_sms(text)) <= LONGEST), texts[-1])
