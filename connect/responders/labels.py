"""The names of the categories, kept for a minute: pages that must be fast ask no database for them.

A category that is switched on or renamed shows everywhere a minute later.
"""

import time
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app

from connect.foundation.database import reading, table_of
from connect.responders.models import Category

KEPT_S = 60.0
_KEPT = "connect_category_labels"
_category = table_of(Category)
_ACTIVE = (
    sa.select(_category.c.id, _category.c.code, _category.c.name_vi, _category.c.name_en)
    .where(_category.c.active)
    .order_by(_category.c.id)
)


class CategoryLabel(NamedTuple):
    """An active category: its number, its code, its names."""

    id: int
    code: str
    name_vi: str
    name_en: str

    def name(self, language: str) -> str:
        """The name in a language of the product."""
        return self.name_vi if language == "vi" else self.name_en


def category_labels() -> dict[str, CategoryLabel]:
    """The active categories by code, in their order."""
    kept: tuple[float, dict[str, CategoryLabel]] | None = current_app.extensions.get(_KEPT)
    now = time.monotonic()
    if kept is None or kept[0] < now:
        with reading() as connection:
            rows = [CategoryLabel(*row) for row in connection.execute(_ACTIVE)]
        kept = (now + KEPT_S, {row.code: row for row in rows})
        current_app.extensions[_KEPT] = kept
    return kept[1]
