"""The page behind the link in a message: no more of them, in one tap, with a way back.

Looking at it changes nothing: previews and scanners of mail follow every link. The tap needs
neither session nor account, so that a mail program can make it, too (RFC 8058).
"""

from flask import Blueprint, render_template, request

from connect.accounts import current_account
from connect.foundation.errors import NotFound
from connect.foundation.web import limiter
from connect.notifications import muting, queries
from connect.notifications.marks import read_token

AGAIN = "again"
bp = Blueprint("unsubscribing", __name__)


@bp.route("/u/<token>", methods=["GET", "POST"])
# For each link, not for each caller: one mail provider taps for very many people.
@limiter.limit("30/hour", methods=["POST"], key_func=lambda: request.path)
def unsubscribe(token: str) -> str:
    """Asks before it stops the messages to an address; says the same however often it is tapped."""
    known = read_token(token)
    if known is None:
        raise NotFound
    wire, mark = known
    if request.method == "POST":
        muting.set_muted(mark, muted=AGAIN not in request.form)
    return render_template(
        "notifications/unsubscribe.html",
        wire=wire,
        stopped=bool(queries.muted([mark])),
        person=current_account(),
    )
