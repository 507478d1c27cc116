"""Who acts together parts when one blocks the other; who is suspended is not asked."""

import uuid

import sqlalchemy as sa

from connect.accounts import account_by_id, account_by_phone
from connect.foundation.database import db
from connect.responders import members, service
from connect.responders.models import Member, Responder
from connect.responders.owned import own_profiles


def end_between(blocker_phone: str, blocked_phone: str) -> None:
    """Ends memberships and invitations of one of two in what the other looks after.

    Inside the transaction of the block. Two members of somebody else's group stay in it.
    """
    for owner, member in ((blocker_phone, blocked_phone), (blocked_phone, blocker_phone)):
        account = account_by_phone(owner)
        if account is None:
            continue
        found = db.session.scalars(
            sa.select(Member)
            .join(Responder, Responder.id == Member.responder_id)
            .where(Responder.owner_id == account.id, Member.phone == member)
            .order_by(Member.responder_id)
        )
        for one in found.all():
            members.take_out(one, tells=member == blocked_phone)


def pause_all(account_id: uuid.UUID) -> None:
    """Nobody is asked through what an account has registered for itself, inside a transaction.

    Its groups go on: others act for them.
    """
    account = account_by_id(account_id)
    for one in own_profiles(account_id) if account else ():
        if account is not None and one.available:
            service.change(account, one.id, {"available": False})
