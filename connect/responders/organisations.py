"""Use cases of an organisation and its shops: put one's shop under it, take it out, begin one."""

import uuid
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import NotAllowed, NotFound, WrongState
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.geo import Point
from connect.notifications import notify
from connect.responders import branches, edits, offers, queries, service
from connect.responders.models import Kind, Responder
from connect.responders.service import ResponderDetails


def put_under(account: Account, shop_id: uuid.UUID, organisation_id: uuid.UUID) -> Responder:
    """Puts one's own shop under an organisation that one acts for; twice changes nothing.

    All who act for that one may change the shop from now on. Raises `NotFound`, `NotAllowed`, and
    `WrongState` where it stands under another one, or where that one has enough shops.
    """
    with transaction():
        offers.lock([shop_id, organisation_id])
        shop = _own_shop(account, shop_id)
        if shop.organisation_id == organisation_id:
            return shop
        if shop.organisation_id is not None:
            raise WrongState(_("This shop stands under another organisation. Take it out first."))
        organisation = branches.organisation_with_room(account, organisation_id)
        _stand(shop, organisation)
        audit.record(str(account.id), "shop_put_under", shop.id, organisation=str(organisation.id))
        if organisation.owner_id is not None and organisation.owner_id != account.id:
            _tell(organisation.owner_id, lambda: _has_come(shop, organisation))
    return shop


def begin(account: Account, shop_id: uuid.UUID, name: str) -> Responder:
    """Makes an organisation of this name where there is one's own shop, and puts that under it.

    It is paused: it is there to hold shops, and asked for nothing until somebody says so. Raises
    `NotFound`, `NotAllowed`, and `WrongState` where the shop stands under one already.
    """
    with transaction():
        shop = _own_shop(account, shop_id)
        if shop.organisation_id is not None:
            raise WrongState(_("This shop stands under another organisation. Take it out first."))
        details = ResponderDetails(
            kind=Kind.ORGANISATION,
            name=name,
            point=Point(shop.lat, shop.lon),
            address=shop.address,
            categories=[category.code for category in shop.categories],
            radius_m=shop.radius_m,
            capacity=shop.capacity,
            available=False,
        )
        organisation = service.add(account, details, utcnow())
        _stand(shop, organisation)
        audit.record(str(account.id), "shop_put_under", shop.id, organisation=str(organisation.id))
    return organisation


def take_out(account: Account, shop_id: uuid.UUID) -> uuid.UUID | None:
    """The shop stands alone again; the id of the organisation that it stood under, if any.

    Whose shop it is may do that, and whose organisation it is. Raises `NotFound`, `NotAllowed`.
    """
    with transaction():
        shop = queries.responder_to_change(shop_id)
        if shop is None or shop.kind != Kind.SUPPLIER:
            raise NotFound
        if account.id not in who_may_move(shop):
            raise NotAllowed
        organisation = shop.organisation
        if organisation is None:
            return None
        shop.organisation_id = None
        audit.record(str(account.id), "shop_taken_out", shop.id, organisation=str(organisation.id))
        if shop.owner_id is not None and shop.owner_id != account.id:
            _tell(shop.owner_id, lambda: _stands_alone(shop, organisation))
    return organisation.id


def who_may_move(shop: Responder) -> set[uuid.UUID | None]:
    """The accounts that may take a shop out: whose it is, and whose its organisation is."""
    organisation = shop.organisation
    return {shop.owner_id} | ({organisation.owner_id} if organisation else set())


def _own_shop(account: Account, shop_id: uuid.UUID) -> Responder:
    shop = service.own_responder(account, shop_id)
    if shop.kind != Kind.SUPPLIER:
        raise NotFound
    return shop


def _stand(shop: Responder, organisation: Responder) -> None:
    shop.organisation_id = organisation.id
    for one in (shop, organisation):  # no file makes something else of it
        edits.keep(one, {"kind"})
    db.session.flush()


def _tell(account_id: uuid.UUID, words: Callable[[], Any]) -> None:
    with speaking(FIRST_LANGUAGE):
        notify(kind="member", text=str(words()), phone=None, account_id=account_id)


def _has_come(shop: Responder, organisation: Responder) -> Any:
    return _(
        "%(shop)s now stands under %(organisation)s. You can take it out on its page.",
        shop=shop.name,
        organisation=organisation.name,
    )


def _stands_alone(shop: Responder, organisation: Responder) -> Any:
    return _(
        "%(shop)s does not stand under %(organisation)s any more. It is still yours.",
        shop=shop.name,
        organisation=organisation.name,
    )
