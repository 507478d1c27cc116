"""The thanks on the page of a request, and the way to them on the desk."""

import uuid
from typing import NamedTuple

from connect.accounts import current_account
from connect.diary import queries, words
from connect.diary.access import is_author, is_thanked
from connect.diary.models import Entry
from connect.diary.presenting import Card, card_of
from connect.diary.states import MAY_REPLACE, State
from connect.help_requests import Status, view_of


class Thanks(NamedTuple):
    """What the viewer has to do with the thanks of a request."""

    entry: Entry | None
    card: Card | None
    state: str
    shape: str
    why: str
    mine: bool
    may_write: bool
    thanks_me: bool


def thanks(request_id: uuid.UUID) -> Thanks | None:
    """For who may write them, who has, and who is thanked; None for everybody else."""
    view = view_of(request_id)
    entry = queries.entry_of(request_id)
    mine = is_author(view)
    if entry is None:
        invited = mine and view.request.status == Status.FULFILLED
        return Thanks(None, None, "", "", "", mine, True, False) if invited else None
    thanks_me = is_thanked(view, entry)
    if not (mine or thanks_me):
        return None
    state = State(entry.state)
    return Thanks(
        entry,
        card_of(entry),
        str(words.STATES[state]),
        words.SHAPES[state],
        words.refusal_in_words(entry.refusal) if state == State.REFUSED else "",
        mine,
        mine and state in MAY_REPLACE,
        thanks_me,
    )


def thanks_to_read() -> int:
    """How many notes wait for the coordinator who is looking; none for anybody else."""
    account = current_account()
    return queries.count_waiting_for(account) if account and account.has_desk else 0
