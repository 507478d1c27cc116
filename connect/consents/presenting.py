"""What somebody has agreed to, as pages say it: for each purpose what holds now."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from connect.consents import queries
from connect.consents.models import Channel, Consent, Purpose
from connect.consents.taking_back import can_be_taken_back
from connect.consents.words import all_versions, wording

WAYS = {
    Channel.WEB: _l("on these pages"),
    Channel.API: _l("through another program"),
    Channel.SMS: _l("by SMS"),
    Channel.PHONE: _l("on the phone"),
    Channel.PAPER: _l("on paper"),
}


class Agreed(NamedTuple):
    """The newest word to one purpose, in the words of then."""

    purpose: Purpose
    request_id: uuid.UUID | None
    words: str
    given: bool
    way: str
    at: datetime
    may_take_back: bool


def agreed_by(account_id: uuid.UUID) -> list[Agreed]:
    """All that an account has said, newest first."""
    return _newest(queries.said_by(account_id))


def agreed_for(request_id: uuid.UUID) -> list[Agreed]:
    """All that was said for one request, newest first."""
    return _newest(queries.said_for(request_id))


def _newest(said: Iterable[Consent]) -> list[Agreed]:
    found: dict[tuple[str, uuid.UUID | None], Consent] = {}
    for one in said:
        found.setdefault((one.purpose, one.request_id), one)
    return [_agreed(one) for one in found.values()]


def _agreed(one: Consent) -> Agreed:
    purpose = Purpose(one.purpose)
    return Agreed(
        purpose=purpose,
        request_id=one.request_id,
        words=all_versions().get(one.text_version) or wording(purpose),
        given=one.given,
        way=str(WAYS[Channel(one.channel)]),
        at=one.at,
        may_take_back=one.given and can_be_taken_back(purpose),
    )
