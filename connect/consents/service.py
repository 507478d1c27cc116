"""Use cases of the consents: somebody agrees, or takes it back."""

import uuid

from connect.consents import queries, words
from connect.consents.models import Channel, Consent, Purpose
from connect.foundation.database import db
from connect.foundation.i18n import language


def record(
    purpose: Purpose,
    *,
    given: bool,
    channel: Channel,
    account_id: uuid.UUID | None = None,
    request_id: uuid.UUID | None = None,
    recorded_by: uuid.UUID | None = None,
    in_language: str | None = None,
) -> None:
    """Adds what somebody said to the transaction under way, with the version of its words.

    Name whose consent it is: an account, a request, or both. `recorded_by` is the account that
    wrote it down for them; `in_language` the language in which they have read or heard it, where
    that is not the one of the answer.
    """
    db.session.add(
        Consent(
            account_id=account_id,
            request_id=request_id,
            purpose=purpose,
            given=given,
            text_version=words.version(purpose, in_language),
            language=in_language or language(),
            channel=channel,
            recorded_by=recorded_by,
        )
    )


def note(
    purpose: Purpose,
    *,
    given: bool,
    channel: Channel,
    account_id: uuid.UUID | None = None,
    request_id: uuid.UUID | None = None,
    recorded_by: uuid.UUID | None = None,
) -> None:
    """As `record`, where it changes something: saving a form again says nothing new."""
    if queries.holds(purpose, account_id=account_id, request_id=request_id) != given:
        record(
            purpose,
            given=given,
            channel=channel,
            account_id=account_id,
            request_id=request_id,
            recorded_by=recorded_by,
        )
