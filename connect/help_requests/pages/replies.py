"""The page behind the short link in a message: one question, two buttons, no account.

Whoever opens it sees what strangers see. Looking at it, as programs do that draw previews of links,
answers nothing.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from connect.foundation.errors import NotFound
from connect.foundation.web import limiter
from connect.help_requests import check_ins, queries
from connect.help_requests.check_ins import Answer
from connect.help_requests.models import HelpRequest
from connect.help_requests.pages.request_page import short

bp = Blueprint("replies", __name__)


@bp.get("/r/<token>")
def question(token: str) -> str:
    """What we asked, and what can be answered now."""
    wanted = _found(token)
    return render_template(
        "help_requests/reply.html",
        wanted=wanted,
        short=short(wanted),
        answers=check_ins.answers_to(wanted),
    )


@bp.post("/r/<token>")
@limiter.limit("60/hour")
def answer(token: str) -> Response:
    """One tap; the same one again changes nothing."""
    said = request.form.get("answer", "")
    if said in list(Answer):
        check_ins.answer(_found(token).id, Answer(said))
    return redirect(url_for(".question", token=token), 303)


def _found(token: str) -> HelpRequest:
    found = queries.request_of_reply_token(token)
    if found is None:
        raise NotFound
    return found
