"""What the page of suppliers is asked: filters as they were typed, and the way to other ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from flask_babel import gettext as _

from connect.foundation.errors import Invalid
from connect.foundation.text import clean_line
from connect.geo import PlaceAsked, Point
from connect.geo.paging import position_of
from connect.goods import CATALOGUE
from connect.suppliers.search import SupplierSearch

PAGE = 20
LONGEST, LONGEST_CODE = 80, 40
# The place that a list was asked for without words: held on to while only the filters change.
KEPT = "kept"
# What shops were most asked for in a lockdown: goods, and kinds of help.
MOST_WANTED = (
    ("goods", "rice"), ("goods", "vegetables"), ("goods", "milk"), ("goods", "eggs"),
    ("goods", "nappies"), ("category", "medicine"), ("goods", "masks"), ("goods", "textbooks"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Sieve:
    """The filters of the page; `goods` in the words of whoever asks."""

    goods: str = ""
    category: str = ""
    words: str = ""
    open_now: bool = False
    delivers: bool = False
    cursor: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """The filters in a query. A code of the catalogue is said in words."""
        goods = clean_line(query.get("goods", "")[:LONGEST])
        if goods in CATALOGUE:
            goods = str(CATALOGUE[goods].name)
        return cls(
            goods=goods,
            category=clean_line(query.get("category", "")[:LONGEST_CODE]),
            words=clean_line(query.get("q", "")[:LONGEST]),
            open_now="open_now" in query,
            delivers="delivers" in query,
            cursor=query.get("cursor", ""),
        )

    def search(self, near: Point) -> SupplierSearch:
        """The search for them; a cursor that is none begins at the first page."""
        try:
            after = position_of(self.cursor or None)
        except Invalid:
            after = None
        return SupplierSearch(
            near=near,
            category=self.category,
            goods=self.goods,
            words=self.words,
            open_now=self.open_now,
            delivers=self.delivers,
            limit=PAGE,
            after=after,
        )

    @property
    def said(self) -> list[str]:
        """What is looked for, in words."""
        told = (
            self.goods,
            self.words,
            _("Open now") if self.open_now else "",
            _("Delivers to me") if self.delivers else "",
        )
        return list(filter(None, told))

    def query(self, asked: PlaceAsked, *, cursor: str = "") -> dict[str, str]:
        """The arguments of the same list, with the page behind a cursor."""
        told = {
            "near": asked.near,
            "place": asked.name,
            "goods": self.goods,
            "category": self.category,
            "q": self.words,
            "open_now": "1" if self.open_now else "",
            "delivers": "1" if self.delivers else "",
            "cursor": cursor,
        }
        return {name: value for name, value in told.items() if value}

    def tiles(self, asked: PlaceAsked, labels: Mapping[str, Any], language: str) -> Iterator[Any]:
        """Filters to tap: words, whether they are set, and the arguments with them turned."""
        yield _("Open now"), self.open_now, replace(self, open_now=not self.open_now).query(asked)
        yield (
            _("Delivers to me"),
            self.delivers,
            replace(self, delivers=not self.delivers).query(asked),
        )
        neither = replace(self, goods="", category="")
        for name, code in MOST_WANTED:
            if name == "goods":
                words = told = str(CATALOGUE[code].name)
            elif code in labels:
                words, told = labels[code].name(language), code
            else:
                continue
            on = getattr(self, name) == told
            turned: dict[str, Any] = {} if on else {name: told}
            yield words, on, replace(neither, **turned).query(asked)

    def wider(self, asked: PlaceAsked) -> list[tuple[str, dict[str, str]]]:
        """Where nothing is found: each filter that can be let go of, and arguments without it."""
        ways = [
            (self.open_now, _("Closed ones too"), replace(self, open_now=False)),
            (self.delivers, _("Without delivery too"), replace(self, delivers=False)),
            (bool(self.words), _("Whatever their name"), replace(self, words="")),
            (bool(self.goods), _("Whatever they have"), replace(self, goods="")),
            (bool(self.category), _("All kinds"), replace(self, category="")),
        ]
        return [(words, other.query(asked)) for given, words, other in ways if given]


def asked_for(query: Mapping[str, str]) -> Mapping[str, str]:
    """The query, with the place that was kept where no other is named."""
    if query.get("near") or query.get("place") or query.get("ward") or not query.get(KEPT):
        return query
    return {**query, "near": query[KEPT]}
