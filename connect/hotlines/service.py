"""Use cases of those who look after the hotlines of an area: add, correct, check, retire."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import N_, NotAllowed, NotFound, WrongState
from connect.hotlines import queries
from connect.hotlines.areas import looks_after
from connect.hotlines.models import Hotline

_OTHER_NUMBER = N_("The number has changed meanwhile. Please call the one that stands here now.")


@dataclass(frozen=True, kw_only=True)
class HotlineDetails:
    """What is told of a hotline; see `Hotline`."""

    name_vi: str
    name_en: str = ""
    phones: list[str]
    topics: list[str]
    area_code: str | None = None
    hours: str = ""
    note_vi: str = ""
    note_en: str = ""
    source: str = ""
    verified_on: date | None = field(default=None, compare=False)


def add(account: Account, details: HotlineDetails) -> Hotline:
    """A new hotline; who writes it down has not called it yet. Raises `NotAllowed`."""
    with transaction():
        _keep_out(account, details.area_code)
        hotline = Hotline(id=uuid.uuid4(), **asdict(details))
        db.session.add(hotline)
        audit.record(str(account.id), "hotline_added", hotline.id)
    return hotline


def correct(account: Account, hotline_id: uuid.UUID, details: HotlineDetails) -> Hotline:
    """Other words. Another number is not verified any more. Raises `NotFound`, `NotAllowed`."""
    with transaction():
        hotline = _to_change(account, hotline_id)
        _keep_out(account, details.area_code)
        if hotline.phones != details.phones:
            hotline.verified_on = hotline.verified_by_id = None
        for name, value in asdict(details).items():
            if name != "verified_on":
                setattr(hotline, name, value)
        audit.record(str(account.id), "hotline_corrected", hotline.id)
    return hotline


def verify(account: Account, hotline_id: uuid.UUID, called: Sequence[str]) -> None:
    """Somebody has called these numbers, and was answered, today.

    Raises `NotFound`, `NotAllowed`, and `WrongState` where it has others now or is off the list.
    """
    with transaction():
        hotline = _to_change(account, hotline_id)
        if hotline.retired_at is not None:
            raise WrongState
        if hotline.phones != list(called):
            raise WrongState(_OTHER_NUMBER)
        hotline.verified_on = utcnow().astimezone(HOME_ZONE).date()
        hotline.verified_by_id = account.id
        audit.record(str(account.id), "hotline_verified", hotline.id)


def retire(account: Account, hotline_id: uuid.UUID) -> None:
    """Nobody is sent there any more. Raises `NotFound`, `NotAllowed`."""
    with transaction():
        hotline = _to_change(account, hotline_id)
        hotline.retired_at = hotline.retired_at or utcnow()
        audit.record(str(account.id), "hotline_retired", hotline.id)


def restore(account: Account, hotline_id: uuid.UUID) -> None:
    """Takes the retiring back. Raises `NotFound`, `NotAllowed`."""
    with transaction():
        hotline = _to_change(account, hotline_id)
        hotline.retired_at = None
        audit.record(str(account.id), "hotline_restored", hotline.id)


def own_hotline(account: Account, hotline_id: uuid.UUID) -> Hotline:
    """A hotline that this account looks after. Raises `NotFound`, `NotAllowed`."""
    return _own(account, queries.hotline_by_id(hotline_id))


def _to_change(account: Account, hotline_id: uuid.UUID) -> Hotline:
    return _own(account, queries.hotline_to_change(hotline_id))


def _own(account: Account, hotline: Hotline | None) -> Hotline:
    if hotline is None:
        raise NotFound
    _keep_out(account, hotline.area_code)
    return hotline


def _keep_out(account: Account, area_code: str | None) -> None:
    if not looks_after(account, area_code):
        raise NotAllowed
