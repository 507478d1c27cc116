"""How many codes leave by SMS: for a number, for its block, for a network, in a day, and at all.

Every code by SMS passes here, whatever it is for. A code costs money, wakes somebody, and is what
those want who are paid by the message ("SMS pumping"). What is asked for more often is refused the
same way whether the number has an account or not.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

import phonenumbers
from flask import current_app
from flask_babel import gettext as _

from connect.accounts.breaker import COUNTED_BY, LOOKS_BACK, TYPED_WITHIN, Codes
from connect.foundation import caps
from connect.foundation.caps import DAY, HOUR, Cap, Taken
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import transaction
from connect.foundation.errors import Invalid, TooOften
from connect.foundation.metrics import Figure
from connect.foundation.phones import takes_sms

# From one network fewer go to a number than it may have: nobody uses up what its owner may ask for.
NUMBER_HERE = Cap("code_number_here", 5, HOUR)
NUMBER_HOUR, NUMBER_DAY = Cap("code_number_hour", 10, HOUR), Cap("code_number_day", 20, DAY)
NETWORK, BLOCK = Cap("code_network", 100, HOUR), Cap("code_block", 100, HOUR)
# While the breaker is open: some, and from one network hardly any, so that the others get theirs.
TRICKLE_NETWORK = Cap("code_trickle_network", 1, timedelta(minutes=10))
TRICKLE = Cap("code_trickle", 5, timedelta(minutes=1))
ALARM = Cap("code_alarm", 1, timedelta(minutes=10))
SENT, TYPED = "code_sent", "code_typed"
_BLOCK_DIGITS = 3  # of the end of a number: a thousand that are sold together
log = logging.getLogger(__name__)


def check(phone: str, network: str) -> None:
    """Refuses a code before any work is done for it; `take` says the last word.

    `network` as `network_of` names it, empty where none is known. Raises `Invalid` for a number to
    which no codes go, and `TooOften` with how long to wait.
    """
    settings = _settings()
    if not settings.limits:
        return
    _refuse(caps.full(_taken(phone, network, settings)))
    if not _may_have_codes(phone, settings):
        raise Invalid({"phone": [_("We cannot send codes to this number. Please call a hotline.")]})
    if _slowed():
        _refuse(caps.full(_trickle(network)))


def take(phone: str, network: str) -> None:
    """Counts a code that is about to leave, inside the transaction that keeps it.

    Raises `TooOften`, which takes all of that transaction back.
    """
    settings = _settings()
    if settings.limits:
        slow = _trickle(network) if lately().breaker_open else []
        _refuse(caps.take([*_taken(phone, network, settings), *slow]))


def went() -> None:
    """A code has left: what the gateway refused is no sign of anything."""
    with transaction():
        caps.count(SENT, COUNTED_BY)


def typed() -> None:
    """A code was typed correctly, inside a transaction."""
    caps.count(TYPED, COUNTED_BY)


def lately() -> Codes:
    """The last hour, as the breaker sees it."""
    now = utcnow()
    until = now - TYPED_WITHIN
    since = until - LOOKS_BACK
    return Codes(caps.counted(SENT, since, until), caps.counted(TYPED, since, now + COUNTED_BY))


def figures() -> Iterator[Figure]:
    """What Prometheus is told of codes."""
    codes, now = lately(), utcnow()
    told = "Codes by SMS in the last hour: sent with time enough to be typed, and typed."
    yield Figure("connect_codes", told, codes.sent, {"step": "sent"})
    yield Figure("connect_codes", told, codes.typed, {"step": "typed"})
    just = caps.counted(SENT, now - LOOKS_BACK, now + COUNTED_BY)
    yield Figure("connect_codes_sent", "Codes by SMS that left in the last hour.", just)
    if codes.conversion is not None:
        told = "Which share of the codes of the last hour was typed."
        yield Figure("connect_codes_conversion", told, codes.conversion)
    told = "1 while hardly any code is typed, and few go out: see who asks for them."
    yield Figure("connect_codes_breaker_open", told, int(codes.breaker_open))


def _taken(phone: str, network: str, settings: Settings) -> list[Taken]:
    """What a code counts against, in the one order for all: narrow before wide."""
    of_number = [(NUMBER_HOUR, phone), (NUMBER_DAY, phone)]
    if network:
        of_number = [(NUMBER_HERE, f"{phone} {network}"), *of_number, (NETWORK, network)]
    day = Cap("code_day", settings.codes_a_day, DAY)
    return [*of_number, (BLOCK, phone[:-_BLOCK_DIGITS]), (day, "")]


def _trickle(network: str) -> list[Taken]:
    return [*([(TRICKLE_NETWORK, network)] if network else []), (TRICKLE, "")]


def _refuse(full: Cap | None) -> None:
    if full is None:
        return
    wait_s = full.left_s(utcnow())
    if full in (NUMBER_HERE, NUMBER_HOUR, NUMBER_DAY):
        raise TooOften(retry_after_s=wait_s)
    raise TooOften(
        _("We can send few codes right now. Please try again a little later, or call a hotline."),
        retry_after_s=wait_s,
    )


def _slowed() -> bool:
    """Whether the breaker is open; said in the log every ten minutes while somebody asks."""
    codes = lately()
    if not codes.breaker_open:
        return False
    with transaction():
        told = caps.take([(ALARM, "")]) is not None
    if not told:
        log.error(
            "codes by SMS are slowed down: %d were sent in an hour and %d typed",
            codes.sent,
            codes.typed,
        )
    return True


def _may_have_codes(phone: str, settings: Settings) -> bool:
    """Whether this is a mobile number of a country that codes go to: no premium number is."""
    if "ANY" in settings.code_countries:
        return True
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return False
    return region in settings.code_countries and takes_sms(phone)


def _settings() -> Settings:
    settings: Settings = current_app.config["CONNECT"]
    return settings
