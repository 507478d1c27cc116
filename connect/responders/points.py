"""The public index of suppliers, kept by the same transaction that changes one.

A supplier stands in several compartments: of all, of each category, of each good of the catalogue
that it has. Each compartment has two slots, for who is shut and for who is open: so that a search
for who is open walks through nobody who is shut.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from connect.foundation.bulk import insert_many
from connect.foundation.database import AnyRow, changed, db, table_of
from connect.foundation.prepared import Among
from connect.foundation.splitting import words_of
from connect.foundation.text import fold
from connect.geo import Point, cell_number
from connect.goods import CATALOGUE, code_called
from connect.responders.models import (
    MAX_CATEGORIES,
    Good,
    Kind,
    Responder,
    ResponderCategory,
    Stock,
    SupplierPoint,
)
from connect.responders.search_models import (
    LONGEST_WORD,
    DeliveryPoint,
    SupplierText,
    SupplierWord,
)
from connect.responders.signatures import ANYTHING, SIGNS, Signature, mark_of, signature

ANY_CATEGORY = 0
AT_ONCE = 5_000
Chosen = sa.ColumnElement[bool]
W = TypeVar("W", sa.Update, sa.Delete)

_good = table_of(Good)
_point = table_of(SupplierPoint)
_text = table_of(SupplierText)
_word = table_of(SupplierWord)
_HAS = sa.select(_good.c.responder_id, _good.c.code, _good.c.name, _good.c.name_folded).where(
    Among(_good.c.responder_id, "ids"), _good.c.stock != Stock.OUT
)
_OFFERED = sa.select(ResponderCategory.responder_id, ResponderCategory.category_id).where(
    Among(ResponderCategory.responder_id, "ids")
)
_IS_OPEN = sa.and_(Responder.available, Responder.hours_open)
_OPEN = sa.case((_IS_OPEN, 1), else_=0)
_KEY = ("word", "is_open", "cell", "text_id", *SIGNS)


def slot_of_suppliers(compartment: int, *, is_open: bool) -> int:
    """Where the index has a compartment's suppliers: who is open, or who is shut."""
    return 2 * compartment + is_open


def holds_open(slot: int) -> bool:
    """Whether a slot holds who is open."""
    return slot % 2 == 1


def compartment_of_good(number: int) -> int:
    """The compartment of a good of the catalogue, by its number there."""
    return MAX_CATEGORIES + number


def signature_of_slot(slot: int) -> Signature:
    """What is in the signature of each text of a slot of goods; of a category it is a word."""
    compartment = slot // 2
    return signature([mark_of(compartment)]) if compartment >= MAX_CATEGORIES else ANYTHING


def keep_points(responder_ids: Collection[uuid.UUID]) -> None:
    """Brings all that finds these suppliers to what their rows say."""
    db.session.flush()
    forget_points(responder_ids)
    put_points(Responder.id.in_(responder_ids))


def forget_points(responder_ids: Collection[uuid.UUID]) -> None:
    """Takes suppliers out of the index."""
    changed(_of_texts(sa.delete(_word), _text.c.responder_id.in_(responder_ids)))
    for table in (SupplierText, SupplierPoint, DeliveryPoint):
        changed(sa.delete(table).where(table.responder_id.in_(responder_ids)))


def put_points(chosen: Chosen) -> None:
    """Puts those of the responders that are suppliers, and are not in it, into the index."""
    for ids in _put_texts(chosen):
        db.session.execute(_PUT_WORDS, {"ids": ids})


def turn_points(responder_ids: Collection[uuid.UUID]) -> None:
    """Puts suppliers that have opened or shut into the other slot of their compartments."""
    for layer in (SupplierPoint, DeliveryPoint):
        is_open = sa.select(_OPEN).where(Responder.id == layer.responder_id).scalar_subquery()
        changed(
            sa.update(layer)
            .where(layer.responder_id.in_(responder_ids), layer.slot % 2 != is_open)
            .values(slot=layer.slot - layer.slot % 2 + is_open)
        )
    is_open = sa.select(_IS_OPEN).where(Responder.id == _text.c.responder_id).scalar_subquery()
    turned = sa.and_(_text.c.responder_id.in_(responder_ids), _text.c.is_open != is_open)
    changed(_of_texts(sa.update(_word), turned).values(is_open=~_word.c.is_open))
    changed(sa.update(_text).where(turned).values(is_open=~_text.c.is_open))


def rebuild_points() -> None:
    """The index anew, for all suppliers."""
    for table in (SupplierWord, SupplierText, SupplierPoint, DeliveryPoint):
        db.session.execute(sa.delete(table))
    for _ids in _put_texts(sa.true()):
        pass
    # The words of all at once: sorted, each page of their index is written once.
    db.session.execute(_put_words(sa.true()))


def _put_texts(chosen: Chosen) -> Iterator[list[uuid.UUID]]:
    """Puts the chosen into all but the index of words; ids of those whose words are to follow."""
    chosen = sa.and_(chosen, Responder.kind == Kind.SUPPLIER, Responder.merged_into_id.is_(None))
    _put_categories(chosen)
    for rows in _told(chosen):
        ids = [row.id for row in rows]
        goods, categories = _goods_of(ids), _categories_of(ids)
        compartments = {row.id: _compartments_of(goods.get(row.id, ())) for row in rows}
        insert_many(_point, list(_points_of_goods(rows, compartments)))
        texts = {row.id: _text_of(row, goods.get(row.id, ()), categories[row.id]) for row in rows}
        insert_many(_text, [_text_row(row, texts[row.id], compartments[row.id]) for row in rows])
        yield ids
    _put_deliveries(chosen)


def _put_categories(chosen: Chosen) -> None:
    place = (Responder.lat, Responder.lon)
    db.session.execute(
        sa.insert(SupplierPoint).from_select(
            ["responder_id", "slot", "lat", "lon"],
            sa.union_all(
                sa.select(Responder.id, 2 * ANY_CATEGORY + _OPEN, *place).where(chosen),
                sa.select(Responder.id, 2 * ResponderCategory.category_id + _OPEN, *place)
                .join(ResponderCategory, ResponderCategory.responder_id == Responder.id)
                .where(chosen),
            ),
        )
    )


def _put_deliveries(chosen: Chosen) -> None:
    db.session.execute(
        sa.insert(DeliveryPoint).from_select(
            ["responder_id", "slot", "lat", "lon", "radius_m"],
            sa.select(Responder.id, SupplierPoint.slot, Responder.lat, Responder.lon)
            .add_columns(Responder.radius_m)
            .join(SupplierPoint, SupplierPoint.responder_id == Responder.id)
            .where(chosen, Responder.delivers),
        )
    )


def _told(chosen: Chosen) -> Iterator[Sequence[AnyRow]]:
    """What is looked for of the chosen, some thousands at a time."""
    columns = (
        Responder.id, Responder.name_folded, Responder.address, Responder.lat, Responder.lon,
        _OPEN.label("is_open"),
    )  # fmt: skip
    asked = sa.select(*columns).where(chosen).order_by(Responder.id).limit(AT_ONCE)
    rows = db.session.execute(asked).all()
    while rows:
        yield rows
        if len(rows) < AT_ONCE:
            return
        rows = db.session.execute(asked.where(Responder.id > rows[-1].id)).all()


def _goods_of(responder_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[AnyRow]]:
    goods: dict[uuid.UUID, list[AnyRow]] = defaultdict(list)
    for row in db.session.execute(_HAS, {"ids": responder_ids}):
        goods[row.responder_id].append(row)
    return goods


def _categories_of(responder_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[int]]:
    categories: dict[uuid.UUID, list[int]] = defaultdict(list)
    for row in db.session.execute(_OFFERED, {"ids": responder_ids}):
        categories[row.responder_id].append(row.category_id)
    return categories


def _points_of_goods(
    rows: Sequence[AnyRow], compartments: dict[uuid.UUID, set[int]]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        for compartment in compartments[row.id]:
            slot = slot_of_suppliers(compartment, is_open=bool(row.is_open))
            yield {"responder_id": row.id, "slot": slot, "lat": row.lat, "lon": row.lon}


def _compartments_of(goods: Sequence[AnyRow]) -> set[int]:
    """The compartments of what a supplier has; none for what is not in the catalogue."""
    entries = (CATALOGUE.get(good.code or code_called(good.name) or "") for good in goods)
    return {compartment_of_good(entry.number) for entry in entries if entry}


def _text_row(row: AnyRow, text: str, goods: set[int]) -> dict[str, Any]:
    words = [word[:LONGEST_WORD] for word in text.split()]
    marks = map(mark_of, goods)
    return {
        "responder_id": row.id,
        "cell": cell_number(Point(row.lat, row.lon)),
        "is_open": bool(row.is_open),
        "text": text,
        **dict(zip(SIGNS, signature([*words, *marks]), strict=True)),
    }


def _text_of(row: AnyRow, goods: Sequence[AnyRow], categories: Sequence[int]) -> str:
    told = (row.name_folded, fold(row.address), *(good.name_folded for good in goods))
    told += tuple(map(mark_of, sorted(categories)))
    return f" {' '.join(filter(None, told))} "


def _words_of(chosen: Chosen) -> sa.Select[Any]:
    """Each different word of each text, as the table of words holds it."""
    each = words_of(_text.c.text)
    word = sa.func.substr(each.c.value, 1, LONGEST_WORD)
    return (
        sa.select(word.label("word"), _text.c.is_open, _text.c.cell, _text.c.id)
        .add_columns(*(_text.c[name] for name in SIGNS))
        .select_from(_text.join(each, sa.true()))
        .where(chosen, word != "")
        .distinct()
    )


def _of_texts(statement: W, chosen: Chosen) -> W:
    """A change of the words of these texts."""
    key = sa.tuple_(*(_word.c[name] for name in _KEY))
    return statement.where(key.in_(_words_of(chosen)))


def _put_words(chosen: Chosen) -> sa.Insert:
    """In their order, so that they are written side by side."""
    words = _words_of(chosen).order_by("word", "is_open", "cell", "id")
    return sa.insert(_word).from_select(_KEY, words, include_defaults=False)


_PUT_WORDS = _put_words(Among(_text.c.responder_id, "ids"))
