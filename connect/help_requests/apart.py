"""Who asked, and whom they do not meet: by a block, whichever of the two wanted it."""

from collections.abc import Callable, Collection
from typing import TypeVar

import sqlalchemy as sa

from connect.accounts import Account, account_by_id, phones_apart, phones_at_odds_with
from connect.foundation.database import reading
from connect.help_requests.lifecycle import Status
from connect.help_requests.models import HelpRequest

Row = TypeVar("Row")
_phones: sa.BindParameter[str] = sa.bindparam("phones", expanding=True)
_OPEN_OF = sa.union(
    sa.select(HelpRequest.id).where(
        HelpRequest.status == Status.OPEN, HelpRequest.phone.in_(_phones)
    ),
    sa.select(HelpRequest.id)
    .join(Account, Account.id == HelpRequest.requester_id)
    .where(HelpRequest.status == Status.OPEN, Account.phone.in_(_phones)),
)


def phones_of(request: HelpRequest) -> frozenset[str]:
    """By which whoever asked is known: the phone of the request, and of the account that asked.

    Not that of staff who asked for somebody else.
    """
    asker = account_by_id(request.requester_id) if request.requester_id else None
    own = asker.phone if asker is not None and request.is_of(asker) else None
    return frozenset(phone for phone in (request.phone, own) if phone)


def strangers_to(request: HelpRequest) -> set[str]:
    """The phones that have no business with a request: of whoever asked, and of those apart."""
    own = phones_of(request)
    return {*own, *(other for phone in own for other in phones_at_odds_with(phone))}


def meets(request: HelpRequest, account: Account, apart: Collection[str]) -> bool:
    """Whether an account may meet whoever asked, and is not them; `apart` are the phones of those
    whom it never meets. Where there are none, nothing is read for it.
    """
    if not apart:
        return request.phone != account.phone and not request.is_of(account)
    return phones_of(request).isdisjoint((account.phone, *apart))


def is_apart(request: HelpRequest, account: Account) -> bool:
    """Whether a block stands between an account and whoever asked."""
    apart = phones_at_odds_with(account.phone)
    return bool(apart) and not phones_of(request).isdisjoint(apart)


def hidden_from_viewer(request: HelpRequest) -> bool:
    """Whether who is looking never meets whoever asked: for them the request is not there."""
    apart = phones_apart()
    return bool(apart) and not phones_of(request).isdisjoint(apart)


def without_apart(found: list[Row], id_of: Callable[[Row], str]) -> list[Row]:
    """Of open requests in a list those of people whom who is looking may meet.

    Costs nobody anything who is not signed in, and one small statement who is and has no block.
    """
    apart = phones_apart()
    if not apart:
        return found
    hidden = _open_of(apart)
    return [one for one in found if id_of(one) not in hidden]


def _open_of(phones: Collection[str]) -> set[str]:
    with reading() as connection:
        return {
            str(id_) for id_ in connection.execute(_OPEN_OF, {"phones": list(phones)}).scalars()
        }
