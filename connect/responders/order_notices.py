"""Telling owners that an order shuts their shops, or limits their hours.

Into their inbox, and by the ways of their own wish: an order may concern every shop of a province,
so nobody gets an SMS for it.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from connect.foundation.database import AnyRow, db, table_of
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.foundation.prepared import Among
from connect.notifications import Told, notify_all
from connect.responders.models import Responder
from connect.responders.order_models import OpeningOrder
from connect.responders.order_words import order_days, order_says

_shop = table_of(Responder)
_OWNED = (
    sa.select(_shop.c.id, _shop.c.name, _shop.c.owner_id)
    .where(Among(_shop.c.id, "ids"), _shop.c.owner_id.is_not(None))
    .order_by(_shop.c.id)
)


def tell_owners(held: Mapping[uuid.UUID, Sequence[OpeningOrder]]) -> None:
    """Tells whose shops these are by which orders they are held now, and were not before.

    Inside the transaction that writes it into the shops, so that nobody is told twice. Who has
    several among them is told of each order once.
    """
    if held:
        rows = db.session.connection().execute(_OWNED, {"ids": list(held)}).all()
        notify_all(_told(rows, held))


@speaking(FIRST_LANGUAGE)
def _told(shops: Sequence[AnyRow], held: Mapping[uuid.UUID, Sequence[OpeningOrder]]) -> list[Told]:
    return list(_each(shops, held))


def _each(
    shops: Sequence[AnyRow], held: Mapping[uuid.UUID, Sequence[OpeningOrder]]
) -> Iterator[Told]:
    by_owner: dict[tuple[uuid.UUID, OpeningOrder], list[AnyRow]] = defaultdict(list)
    for shop in shops:
        for order in held[shop.id]:
            by_owner[shop.owner_id, order].append(shop)
    said = {order: f"{order_says(order)}. {order_days(order)}." for _owner, order in by_owner}
    base = current_app.config["CONNECT"].base_url
    for (owner_id, order), own in by_owner.items():
        which = own[0].name
        link = f"{base}/suppliers/{own[0].id}"
        if len(own) > 1:
            which = ngettext("%(num)d of your shops", "%(num)d of your shops", len(own))
            link = f"{base}/mine"
        text = _("%(shop)s: %(order)s Who decided it, and why: %(link)s")
        told = str(text % {"shop": which, "order": said[order], "link": link})
        yield Told(kind="entry", text=told, phone=None, account_id=owner_id, may_wait=True)
