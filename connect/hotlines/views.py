"""The page that everybody may open, also when nothing else works any more."""

from datetime import timedelta

from flask import Blueprint, current_app, render_template, request

from connect.foundation.pages import has_session, keep_offline
from connect.hotlines.areas import area_asked, area_name
from connect.hotlines.presenting import name_of, note_of, sections
from connect.hotlines.queries import hotlines_of
from connect.hotlines.topics import SENSITIVE, TOPICS
from connect.responders import hours_in_words

KEPT = timedelta(days=30)
# On a phone that several share, whoever has not signed in has nothing to sign out of.
KEPT_FOR_NOBODY = timedelta(days=1)
bp = Blueprint("hotlines", __name__)


@bp.get("/hotlines")
def hotlines() -> tuple[str, int]:
    """Whom to call, by place and topic."""
    area = area_asked(request.args, current_app.config["CONNECT"])
    codes = area.codes
    topic = request.args.get("topic", "")
    topic = topic if topic in list(TOPICS) else ""
    if codes and not topic:
        # The numbers of one's ward open without a line, too. What is asked of a topic is not kept.
        keep_offline(KEPT if has_session() else KEPT_FOR_NOBODY)
    page = render_template(
        "hotlines/hotlines.html",
        asked=area.asked,
        here=area.link,
        heading=codes[0] if codes else "",
        topic=topic,
        topics=TOPICS,
        sensitive=topic in SENSITIVE,
        found=sections(hotlines_of(codes), codes, topic),
        name_of=name_of,
        note_of=note_of,
        hours_in_words=hours_in_words,
        area_name=area_name,
    )
    return page, 422 if area.asked.error else 200
