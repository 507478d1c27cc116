"""Taking back that one is told by a wire, from the page of all that one has agreed to."""

import uuid
from collections.abc import Callable

from connect.accounts import signed_in_account
from connect.foundation.errors import NotFound
from connect.notifications import preferences
from connect.notifications.models import Wire


def stop(wire: Wire) -> Callable[[uuid.UUID | None], None]:
    """The act that stops a wire for whoever is signed in. Raises `NotFound` for a request."""

    def act(request_id: uuid.UUID | None) -> None:
        if request_id is not None:
            raise NotFound
        preferences.change(signed_in_account(), {"wires": {wire: False}})

    return act
