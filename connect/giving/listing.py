"""What strangers may learn of a gift: its card, and its rows in the public index."""

import uuid
from typing import Any

import sqlalchemy as sa

from connect import geo
from connect.foundation.config import Settings
from connect.foundation.database import db
from connect.foundation.pictures import Picture, small_of
from connect.geo import Cell, Whereabouts
from connect.giving.models import Gift, GiftPhoto, ListedGift
from connect.giving.states import GiftState, shown_state
from connect.goods import CATALOGUE
from connect.responders import compartment_of_good

ANY = 0


def slot_of_good(code: str) -> int | None:
    """The compartment of a good of the catalogue; None for a code that is not there."""
    entry = CATALOGUE.get(code)
    return compartment_of_good(entry.number) if entry else None


def place(gift: Gift, where: Whereabouts, settings: Settings) -> None:
    """Sets where a gift is: its door, and the public place that stands for it."""
    gift.lat, gift.lon = where.point
    gift.address = where.address
    ward = geo.ward_at(where.point)
    gift.ward_code = ward.code if ward else None
    gift.province_code = ward.province_code if ward else None
    cell = geo.cell_of_ward(where.code) if where.code else None
    cell = cell or geo.cell_of(
        where.point, cell_metres=settings.cell_metres, households=settings.cell_households
    )
    gift.cell_id, gift.cell_lat, gift.cell_lon = cell.id, cell.lat, cell.lon
    gift.card = (gift.card or {}) | _place_on_card(cell)


def keep_photo(gift: Gift, picture: Picture | None, *, waiting: bool = False) -> None:
    """Puts a picture in the place of the one before, or none, inside a transaction.

    `waiting`: a coordinator looks at it before anybody else does.
    """
    db.session.execute(sa.delete(GiftPhoto).where(GiftPhoto.gift_id == gift.id))
    gift.card = gift.card | {"photo": None}
    if picture is None:
        return
    photo = GiftPhoto(
        id=uuid.uuid4(),
        gift_id=gift.id,
        small=small_of(picture),
        waiting=waiting,
        **picture._asdict(),
    )
    db.session.add(photo)
    if not waiting:
        put_on_card(gift, photo)


def put_on_card(gift: Gift, photo: GiftPhoto) -> None:
    """Everybody sees the picture from now on."""
    gift.card = gift.card | {"photo": card_of_photo(photo)}


def card_of_photo(photo: GiftPhoto) -> dict[str, Any]:
    """A picture as a card names it."""
    return {"id": str(photo.id), "width": photo.width, "height": photo.height}


def keep_listed(gift: Gift) -> None:
    """Brings the card and the public index to what the row says, inside a transaction.

    A picture is there to be chosen by: once nothing can be chosen any more it goes.
    """
    db.session.flush()  # what a new row leaves to its defaults is on the card too
    if gift.state != GiftState.OFFERED:
        keep_photo(gift, None)
    gift.card = _card(gift)
    db.session.execute(sa.delete(ListedGift).where(ListedGift.gift_id == gift.id))
    if gift.state == GiftState.OFFERED and gift.available:
        for slot in _slots(gift):
            db.session.add(
                ListedGift(gift_id=gift.id, slot=slot, lat=gift.cell_lat, lon=gift.cell_lon)
            )
    db.session.flush()


def _slots(gift: Gift) -> list[int]:
    goods = (slot_of_good(code) for code in gift.goods)
    return [ANY, gift.category_id, *(slot for slot in goods if slot is not None)]


def _card(gift: Gift) -> dict[str, Any]:
    return {
        "id": str(gift.id),
        "what": gift.what,
        "goods": gift.goods,
        "category": gift.category.code,
        "amount": gift.amount,
        "available": gift.available,
        "unit": gift.unit,
        "note": gift.note,
        "first_day": gift.first_day.isoformat(),
        "last_day": gift.last_day.isoformat(),
        "hours": gift.hours,
        "brings_m": gift.brings_m,
        "state": shown_state(GiftState(gift.state), gift.available),
        "created_at": gift.created_at.isoformat(),
        "photo": gift.card.get("photo"),  # there was none before there were pictures
        "cell": gift.card["cell"],
        "area": gift.card["area"],
    }


def _place_on_card(cell: Cell) -> dict[str, Any]:
    place = {"id": cell.id, "lat": cell.lat, "lon": cell.lon, "precision": cell.precision}
    area = {"code": cell.area_code, "name": cell.area_name} if cell.area_code else None
    return {"cell": place, "area": area}
