"""How many more requests those who can be asked now could take, at a place."""

import sqlalchemy as sa

from connect.foundation.database import table_of
from connect.geo import Nearest, Point, Question
from connect.responders.models import Responder, ResponderOffer
from connect.responders.offers import remote_slots_of, slot_of

_offer, _responder = table_of(ResponderOffer), table_of(Responder)
_NOW = _offer.c.valid_until > sa.bindparam("now_s", type_=sa.BigInteger)
_FREE = (_responder.c.capacity - _responder.c.load).label("free")
_FROM = _offer.join(_responder, _responder.c.id == _offer.c.responder_id)

_NEAREST_FREE = Nearest(
    Question(
        layer=_offer,
        key=_offer.c.responder_id,
        columns=(_offer.c.responder_id, _FREE),
        source=_FROM,
        where=(_NOW,),
        reach=_offer.c.radius_m,
    )
)
_FROM_AFAR = (
    sa.select(sa.func.sum(_FREE))
    .select_from(_FROM)
    .where(
        _offer.c.category_id == sa.bindparam("category_id", type_=sa.Integer),
        # Who is vouched for stands in a slot behind these once more.
        _offer.c.slot < remote_slots_of(vouched=False).stop,
        _NOW,
    )
)


def free_capacity(
    connection: sa.Connection, place: Point, category_id: int, *, most: int, now_s: int
) -> int:
    """How many more requests could be taken at a place, by all together who offer a category.

    That is the free capacity of who is in the index of offers (not paused, in their hours, not
    full) and whose own radius reaches the place. `most` stands for that many or more: so many of
    the nearest are read at most.
    """
    free = 0
    for limit in (most // 4 + 1, most):  # most have room for several
        rows = _NEAREST_FREE.ask(connection, place, slot_of(category_id), limit=limit, now_s=now_s)
        free = sum(row.free for row in rows)
        if free >= most or len(rows) < limit:
            break
    return min(free, most)


def free_capacity_from_afar(connection: sa.Connection, category_id: int, *, now_s: int) -> int:
    """The same of a remote category, for every place: of all who offer it."""
    asked = {"category_id": category_id, "now_s": now_s}
    return connection.execute(_FROM_AFAR, asked).scalar() or 0
