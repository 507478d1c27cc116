"""The catalogue for programs: the codes by which goods are told and asked for."""

from typing import Any

from flask import Response

from connect.foundation.rest import PREFIX, RestBlueprint, json_answer, page_of
from connect.goods import answers
from connect.goods.catalogue import CATALOGUE
from connect.goods.finding import goods_called
from connect.goods.schemas import EntryQuery

blp = RestBlueprint("goods_api", __name__, url_prefix=PREFIX, description="Goods by their code")


@blp.get("/goods")
@blp.arguments(EntryQuery, location="query")
@blp.response(200, answers.Entries)
def goods(query: dict[str, Any]) -> Response:
    """The goods that have a code: all, or those that are called so, likeliest first."""
    entries = goods_called(query["q"]) if query["q"] else CATALOGUE.values()
    items = [
        {"code": entry.code, "name": str(entry.name), "category": entry.category}
        for entry in entries
        if query["category"] in ("", entry.category)
    ]
    return json_answer(page_of(items, None))
