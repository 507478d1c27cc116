"""The page on which a request is written without a line: the phone keeps it, and the request."""

from flask import Blueprint, render_template

from connect.foundation.i18n import language
from connect.help_requests.pages.forms import ask_form
from connect.responders import category_labels

bp = Blueprint("outbox", __name__)


@bp.get("/outbox")
def outbox() -> str:
    """What waits on this phone, and a form for more. It holds nothing about whoever looks."""
    form = ask_form(category_labels().values(), language())
    return render_template("help_requests/outbox.html", form=form)
