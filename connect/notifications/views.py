"""The page of the inbox."""

from flask import Blueprint, render_template, request

from connect.accounts import current_account, signed_in_account
from connect.notifications import queries, service
from connect.notifications.news import account_topic

SHOWN = 50
bp = Blueprint("notifications", __name__)


@bp.get("/inbox")
def inbox() -> str:
    """What one was told, newest first; looking is reading, but not where the page does it."""
    account = signed_in_account()
    page = render_template(
        "notifications/inbox.html",
        notices=queries.inbox(account.id, limit=SHOWN),
        topics=[account_topic(account.id)],
    )
    if "X-Live" not in request.headers:
        service.read_all(account.id)
    return page


def unread_notices() -> int:
    """How many notices who is signed in has not seen: what every page says beside the inbox."""
    account = current_account()
    return queries.count_unread(account.id) if account else 0
