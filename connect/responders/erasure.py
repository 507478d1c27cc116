"""What this room holds of an account: taken away, or forgotten."""

import uuid
from typing import Any

from connect.accounts import account_by_id
from connect.foundation.database import transaction
from connect.responders import members, membership, merging, owned, service
from connect.responders.models import Kind
from connect.responders.presenting import membership_fields, own_fields


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Everything that an account has registered, ready for JSON."""
    return [own_fields(responder) for responder in owned.responders_of(account_id)]


def take_memberships_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Where an account is a member or invited, ready for JSON."""
    account = account_by_id(account_id)
    return [membership_fields(one) for one in membership.memberships_of(account)] if account else []


def erase(account_id: uuid.UUID) -> None:
    """Forgets an account's responders: those of the past stay as rows without a name.

    What has members goes on with the oldest of them, without what was merged into it; with an
    organisation go its shops.
    """
    with transaction():
        account = account_by_id(account_id)
        own = owned.responders_to_change(account_id)
        own.sort(key=lambda one: one.kind != Kind.ORGANISATION)
        handed = [
            one
            for one in own
            if account and (one.owner_id != account_id or members.hand_to_oldest(one, account))
        ]
        gone = [one for one in own if one not in handed]
        service.forget([*gone, *merging.left_by_owner(handed)])


def erase_memberships(account_id: uuid.UUID) -> None:
    """Parts the account from whatever it acts for, and forgets where it was invited."""
    with transaction():
        account = account_by_id(account_id)
        if account is not None:
            members.part_from_all(account)
