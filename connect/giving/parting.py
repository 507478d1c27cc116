"""What two keep for each other ends when one blocks the other; who is suspended gives nothing."""

import uuid

from connect.accounts import Pairs, account_by_phone
from connect.foundation.database import db, transaction
from connect.giving import notices, queries
from connect.giving.service import is_under_way, stop
from connect.giving.states import Act, GiftState, Side
from connect.giving.taking import end_kept, put_back
from connect.notifications import forget_kind


def end_between(pairs: Pairs) -> None:
    """What is kept between those of whom one has blocked the other ends, also after both yeses.

    What they were told that is given near them is forgotten: of others' gifts they hear again.
    """
    with transaction():
        found = [held for pair in pairs for held in queries.held_between(*pair)]
        for held in sorted(found, key=lambda one: (one.gift_id, one.id)):
            end_kept(held.id)
        for phone in sorted({phone for pair in pairs for phone in pair}):
            account = account_by_phone(phone)
            if account is not None:
                forget_kind(account.id, notices.NEAR)


def hand_back_of(account_id: uuid.UUID) -> None:
    """Takes back what an account gives, and lets go of what is kept for it.

    Inside the transaction that suspends it.
    """
    with transaction():
        given = {gift.id for gift in queries.gifts_of(account_id)}
        taken = {one.gift_id for one in queries.reservations_of(account_id) if one.active}
        for gift_id in sorted(given | taken):
            gift = queries.gift_to_change(gift_id)
            if gift is None:
                continue
            if gift_id in given and is_under_way(gift):
                stop(gift, GiftState.WITHDRAWN)
            for one in queries.reservations_on(gift_id, active=True):
                db.session.refresh(one)
                if one.active and one.taker_id == account_id:
                    put_back(one, Act.RELEASE)
                    notices.released(one, Side.TAKER)
