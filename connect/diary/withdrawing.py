"""Taking back that thanks are public, or under whose name, from the page of what one agreed to."""

import uuid

from connect.diary import queries, service
from connect.diary.access import check_author, is_thanked
from connect.foundation.errors import NotFound
from connect.help_requests import View, view_of


def keep_private(request_id: uuid.UUID | None) -> None:
    """The thanks are for the helper alone from now on. Raises `NotFound`, `NotAllowed`."""
    view = _view(request_id)
    check_author(view)
    service.keep_private(view)


def unsign(request_id: uuid.UUID | None) -> None:
    """The author's name goes from the thanks. Raises `NotFound`, `NotAllowed`."""
    view = _view(request_id)
    check_author(view)
    service.unsign(view)


def unname(request_id: uuid.UUID | None) -> None:
    """The name of who is thanked goes from the thanks. Raises `NotFound`."""
    view = _view(request_id)
    entry = queries.entry_of(view.request.id)
    if entry is None or not is_thanked(view, entry):
        raise NotFound
    service.agree(view, named=False)


def _view(request_id: uuid.UUID | None) -> View:
    if request_id is None:
        raise NotFound
    return view_of(request_id)
