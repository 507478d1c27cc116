"""The form below the messages, on the page of the request."""

import uuid

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.conversations import service
from connect.conversations.access import own_conversation
from connect.conversations.forms import MessageForm, message_form
from connect.conversations.limits import sending
from connect.foundation.errors import WrongState
from connect.foundation.idempotency import once_by_word
from connect.help_requests import View, page_of_request, view_of

bp = Blueprint("conversations", __name__)


@bp.post("/requests/<uuid:request_id>/messages")
@sending
def send(request_id: uuid.UUID) -> Response | tuple[str, int]:
    """Writes to the other side; what cannot be accepted stays in the form.

    So does what seems to ask for money or for a code, until its author says: send it anyway.
    """
    view = view_of(request_id)
    own, form = own_conversation(view), message_form()
    if not form.validate() or form.asks_for:
        return _page(view, form), 422
    body = form.body.data or ""
    try:
        once_by_word(form.once.data or "", body, lambda: service.write(own, body).id.hex)
    except WrongState as error:
        form.add_errors({"body": [_(error.title)]})
        return _page(view, form), error.status
    return redirect(url_for("help_requests.see", request_id=request_id, _anchor="messages"), 303)


def _page(view: View, form: MessageForm) -> str:
    return render_template("help_requests/request.html", **page_of_request(view), form=form)
