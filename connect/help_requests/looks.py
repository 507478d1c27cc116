"""Who was shown the name, the number and the door of a request: for whoever asked."""

import uuid
from collections.abc import Iterator
from typing import Any

from connect.accounts import account_by_id
from connect.consents import Thing, look_as_json, looks_in
from connect.foundation import audit
from connect.foundation.i18n import language
from connect.help_requests import queries
from connect.help_requests.models import HelpRequest
from connect.help_requests.words import headline
from connect.responders import category_labels


def presented(request: HelpRequest) -> Iterator[dict[str, Any]]:
    """Everybody who was shown what is private of a request, for JSON, who looked last first."""
    return map(look_as_json, looks_in(audit.looks_at([request.id])))


def requests_to_see(account_id: uuid.UUID) -> Iterator[Thing]:
    """The requests of an account whose number and door are its own, for its register of looks."""
    account = account_by_id(account_id)
    labels = category_labels()
    for request in queries.requests_of(account_id):
        if account is not None and request.is_of(account):
            title = headline(request.card["items"], labels, language())
            yield Thing(request.id, title, f"/requests/{request.id}")
