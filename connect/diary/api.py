"""The diary and the figures for programs."""

from typing import Any

from flask import Response, current_app

from connect.diary import presenting, queries, schemas
from connect.foundation.rest import PREFIX, RestBlueprint, json_answer, moment_of, page_of

blp = RestBlueprint(
    "diary_api",
    __name__,
    url_prefix=PREFIX,
    description="The diary: what was given, the thanks that came back, and how many were helped",
)


@blp.get("/diary")
@blp.arguments(schemas.DiaryQuery, location="query")
@blp.response(200, schemas.DiaryPage)
def diary(query: dict[str, Any]) -> Response:
    """Read what is shown, newest first."""
    limit = query["limit"]
    found = queries.shown(
        limit=limit, province_code=query["province"], before=moment_of(query["cursor"])
    )
    more = [found[-1].shown_at.isoformat(), str(found[-1].id)] if len(found) == limit else None
    base_url = current_app.config["CONNECT"].base_url
    shown = [presenting.as_json(one, base_url) for one in queries.without_apart(found)]
    return json_answer(page_of(shown, more))


@blp.get("/figures")
@blp.response(200, schemas.CountedAnswer)
def figures() -> Response:
    """Read how many households wait and how many were helped, in all and by province."""
    counted = presenting.counted()
    provinces = [
        {"code": one.code, "name": one.name, **one.figures._asdict()} for one in counted.provinces
    ]
    return json_answer({**counted.all._asdict(), "provinces": provinces})
