"""Areas by their codes, wards and provinces in force: in conditions and in words."""

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from connect.geo.gazetteer import Place, place_by_code


def area_of_code(code: str) -> Place | None:
    """The ward or province in force with this code: what rows know of their place; or None."""
    place = place_by_code(code)
    return place if place and place.current and place.kind in ("ward", "province") else None


def in_areas(
    codes: Collection[str] | None,
    ward: sa.SQLColumnExpression[Any],
    province: sa.SQLColumnExpression[Any],
) -> sa.ColumnElement[bool]:
    """The condition that a row lies in one of these areas; None for all of them.

    `ward` and `province` are its columns of codes. Each area asks one of them, so that an index
    which begins with that column holds the answer.
    """
    if codes is None:
        return sa.true()
    by_column: dict[bool, list[str]] = {True: [], False: []}
    for code in codes:
        place = place_by_code(code)
        by_column[place is not None and place.kind == "ward"].append(code)
    parts = [
        column == named[0] if len(named) == 1 else column.in_(named)
        for column, named in ((ward, by_column[True]), (province, by_column[False]))
        if named
    ]
    return sa.or_(sa.false(), *parts)


def outermost(codes: Iterable[str]) -> list[str]:
    """The same areas in order, each place once: no ward beside its province."""
    named = sorted(set(codes))
    places = {code: place_by_code(code) for code in named}
    provinces = {code for code, place in places.items() if place and place.kind == "province"}
    return [
        code
        for code, place in places.items()
        if code in provinces or place is None or place.province_code not in provinces
    ]


def area_names(codes: Iterable[str] | None) -> str:
    """The areas in words, one after the other; empty for none and for all."""
    places = (place_by_code(code) for code in codes or ())
    return " · ".join(place.full_name for place in places if place)
