"""Two people and where they met: what of them is told, and what is kept."""

import uuid
from typing import Any, NamedTuple

from connect.accounts import Account, Role, account_by_id, account_by_phone, reporter
from connect.foundation.errors import NotFound
from connect.foundation.security import keyed_hash
from connect.geo import Point, ward_at
from connect.help_requests import HelpRequest, mark_of_phone, phones_of
from connect.moderation.people.models import Met
from connect.responders import Responder

Phones = dict[str, bool]  # with whether it is surely theirs
Evidence = dict[str, Any]


class Person(NamedTuple):
    """One of the two: an account, or whoever has these phones."""

    account: Account | None
    phones: Phones

    @property
    def mark(self) -> str:
        """As `mark_of_phone`; it tells one from the other and nobody from anybody."""
        return mark_of_phone(self.account.phone if self.account else min(self.phones))

    @property
    def is_staff(self) -> bool:
        """Whether they have a desk, or had one but for a suspension."""
        return self.account is not None and self.account.role != Role.RESIDENT


class Meeting(NamedTuple):
    """Two people, where they met, and what who is asking was shown of the other.

    `under_way`: something that a block would end.
    """

    met: Met
    met_id: uuid.UUID
    own: Person
    other: Person
    reporter: str
    evidence: Evidence
    ward_code: str | None
    province_code: str | None
    under_way: bool
    request: HelpRequest | None = None
    helps: Account | None = None  # who goes for the request, of the two
    kept_id: uuid.UUID | None = None  # what is or was kept for one of the two


def at_request(
    met: Met,
    met_id: uuid.UUID,
    *,
    own: Person,
    other: Person,
    request: HelpRequest,
    seen: Evidence,
    helps: Account,
    under_way: bool,
) -> Meeting:
    """Of two who met at a request."""
    return Meeting(
        met,
        met_id,
        own,
        other,
        reporter_of(own, request),
        seen,
        request.ward_code,
        request.province_code,
        under_way,
        request,
        helps,
    )


def at_responder(
    met: Met,
    met_id: uuid.UUID,
    own: Person,
    other: Person,
    responder: Responder,
    *,
    seen: Evidence,
    under_way: bool,
) -> Meeting:
    """Of two who met at a shop or in a group."""
    ward = ward_at(Point(responder.lat, responder.lon))
    return Meeting(
        met,
        met_id,
        own,
        other,
        reporter_of(own),
        seen,
        ward.code if ward else None,
        ward.province_code if ward else None,
        under_way,
    )


def of_account(account: Account) -> Person:
    """Somebody by their account, whose phone is proved."""
    return Person(account, {account.phone: True})


def known(account: Account | None) -> Person:
    """The same; raises `NotFound` where there is none."""
    if account is None:
        raise NotFound
    return of_account(account)


def asker(request: HelpRequest) -> Person:
    """Whoever asked. Anybody can type anybody's phone: one of another account's is not theirs."""
    account = account_by_id(request.requester_id) if request.requester_id else None
    own = account if account is not None and request.is_of(account) else None
    phones = {}
    for phone in phones_of(request):
        owner = account_by_phone(phone)
        phones[phone] = request.verified or owner is None or owner == own
    return Person(own, phones)


def asker_of(request: HelpRequest | None) -> Person:
    """The same, of nobody without a request."""
    return asker(request) if request is not None else Person(None, {})


def reporter_of(own: Person, request: HelpRequest | None = None) -> str:
    """64 hex digits for who reports: they tell one from the other."""
    # A phone that was only typed stands for nobody: nobody says something instead of its owner.
    if own.account is None and request is not None:
        return keyed_hash("reporter", str(request.id))
    return reporter()
