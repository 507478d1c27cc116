"""Use cases of who looks at the pictures of gifts before everybody does: show one, or refuse it."""

import uuid

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.database import transaction
from connect.foundation.errors import NotAllowed, NotFound
from connect.giving import listing, notices, queries
from connect.giving.models import Gift, GiftPhoto
from connect.giving.service import coordinates
from connect.giving.states import Unfit
from connect.giving.words import UNFIT


def show(photo_id: uuid.UUID, account: Account) -> None:
    """Everybody sees the picture from now on.

    Raises `NotFound` where none waits any more, and `NotAllowed` outside of one's areas.
    """
    with transaction():
        gift, photo = _waiting(photo_id, account)
        photo.waiting = False
        listing.put_on_card(gift, photo)
        audit.record(str(account.id), "gift_picture_shown", gift.id)


def refuse(photo_id: uuid.UUID, unfit: Unfit, account: Account) -> None:
    """The picture is gone, the gift stays, and its giver is told why. Raises as `show`."""
    with transaction():
        gift, _photo = _waiting(photo_id, account)
        listing.keep_photo(gift, None)
        notices.picture_refused(gift, UNFIT[unfit])
        audit.record(str(account.id), "gift_picture_refused", gift.id, reason=unfit.value)


def _waiting(photo_id: uuid.UUID, account: Account) -> tuple[Gift, GiftPhoto]:
    """The picture as it is now, and its gift, which is kept from everyone else meanwhile."""
    photo = queries.photo_by_id(photo_id)
    gift = queries.gift_to_change(photo.gift_id) if photo else None
    photo = queries.waiting_photo(gift.id) if gift else None
    if gift is None or photo is None or photo.id != photo_id:
        raise NotFound
    if not coordinates(account, gift):
        raise NotAllowed
    return gift, photo
