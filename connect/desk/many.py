"""The same act about many cases: each is a use case of its own, and says why it could not be."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _

from connect import help_requests
from connect.accounts import Account
from connect.desk import acts, queries
from connect.desk.presenting import Row
from connect.foundation.database import transaction
from connect.foundation.errors import ConnectError, Invalid


class Failed(NamedTuple):
    """A case about which it could not be done; without a code where it is not theirs to see."""

    id: uuid.UUID
    code: str
    why: str


class Done(NamedTuple):
    """About how many it was done, and about which not."""

    times: int
    failed: list[Failed]


def do(told: Mapping[str, Any]) -> Done:
    """Does what is told (`ManySchema`) about each of its `ids`."""
    failed, ids = [], sorted(set(told["ids"]))
    with transaction():  # one for all where the answer is kept: then all are locked in one order
        help_requests.requests_to_change(ids)
    for id_ in ids:
        code = ""
        try:
            view = acts.coordinated(id_)
            code = view.request.code
            acts.do(view, told)
        except ConnectError as error:
            failed.append(Failed(id_, code, _why(error)))
    return Done(len(ids) - len(failed), failed)


def colleagues_of(rows: Iterable[Row], me: Account) -> list[Account]:
    """Who could take these cases: whoever coordinates the area of one of them, without oneself."""
    places = {(row.request.ward_code, row.request.province_code) for row in rows}
    return [one for one in queries.colleagues_in(places) if one.id != me.id]


def _why(error: ConnectError) -> str:
    if isinstance(error, Invalid):
        return next(iter(error.errors.values()))[0]
    return str(_(error.title))
