"""Who acts together parts when one blocks the other; who is suspended is not asked."""

import uuid

import sqlalchemy as sa

from connect.accounts import Account, Pairs, account_by_id
from connect.foundation.database import db
from connect.responders import members, service
from connect.responders.models import Member, Responder
from connect.responders.owned import own_profiles


def end_between(pairs: Pairs) -> None:
    """Ends memberships and invitations of one of two in what the other looks after.

    Inside the transaction of the block. Two members of somebody else's group stay in it.
    """
    either_way = [*pairs, *((other, one) for one, other in pairs)]
    found = db.session.execute(
        sa.select(Member, Account.phone)
        .join(Responder, Responder.id == Member.responder_id)
        .join(Account, Account.id == Responder.owner_id)
        .where(sa.tuple_(Account.phone, Member.phone).in_(either_way))
        .order_by(Member.responder_id, Member.id)
    )
    for member, owner_phone in found.all():
        members.take_out(member, tells=(owner_phone, member.phone) in pairs)


def pause_all(account_id: uuid.UUID) -> None:
    """Nobody is asked through what an account has registered for itself, inside a transaction.

    Its groups go on: others act for them.
    """
    account = account_by_id(account_id)
    for one in own_profiles(account_id) if account else ():
        if account is not None and one.available:
            service.change(account, one.id, {"available": False})
