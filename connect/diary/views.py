"""The diary as everybody reads it: what was given, and the thanks that came back."""

import uuid
from datetime import datetime

from flask import Blueprint, Response, render_template, request

from connect import geo
from connect.diary import presenting, queries
from connect.foundation.errors import Invalid, NotFound
from connect.foundation.rest import moment_of, page_of

PAGE = 20
PHOTO_KEPT_S = 24 * 3600
bp = Blueprint("diary", __name__)


@bp.get("/diary")
def diary() -> str:
    """What is shown, the newest first; an unknown province or cursor is none."""
    provinces = geo.provinces()
    asked = request.args.get("province")
    province = next((one for one in provinces if one.code == asked), None)
    code = province.code if province else None
    found = queries.shown(limit=PAGE, province_code=code, before=_before())
    last = [found[-1].shown_at.isoformat(), str(found[-1].id)] if len(found) == PAGE else None
    return render_template(
        "diary/diary.html",
        cards=[presenting.card(one) for one in queries.without_apart(found)],
        cursor=page_of([], last)["next"],
        provinces=provinces,
        province=province,
        figures=presenting.counted().of(code),
    )


@bp.get("/diary/<uuid:entry_id>")
def entry(entry_id: uuid.UUID) -> str:
    """One note, for as long as it is shown."""
    found = queries.shown_entry(entry_id)
    if found is None:
        raise NotFound
    return render_template("diary/entry.html", card=presenting.card(found))


@bp.get("/diary/<uuid:entry_id>/photo")
def photo(entry_id: uuid.UUID) -> Response:
    """Its picture. It never changes; once taken back it is gone from caches, too, in a day."""
    found = queries.photo_of(entry_id) if queries.shown_entry(entry_id) else None
    if found is None:
        raise NotFound
    answer = jpeg(found)
    answer.headers["Cache-Control"] = f"public, max-age={PHOTO_KEPT_S}"
    return answer


def jpeg(found: bytes) -> Response:
    """A picture of ours."""
    return Response(found, mimetype="image/jpeg")


def _before() -> tuple[datetime, uuid.UUID] | None:
    try:
        return moment_of(request.args.get("cursor") or None)
    except Invalid:
        return None
