"""The form below the messages, on the page of the request."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.conversations import service
from connect.conversations.access import own_conversation
from connect.conversations.forms import message_form
from connect.conversations.limits import sending
from connect.foundation.errors import WrongState
from connect.foundation.idempotency import once_by_word
from connect.help_requests import page_of_request, view_of

bp = Blueprint("conversations", __name__)


@bp.post("/requests/<uuid:request_id>/messages")
@sending
def send(request_id: uuid.UUID) -> Response | tuple[str, int]:
    """Writes to the other side; what cannot be accepted stays in the form."""
    view = view_of(request_id)
    own, form = own_conversation(view), message_form()
    if not form.validate():
        page = page_of_request(view) | {"form": form}
        return render_template("help_requests/request.html", **page), 422
    body = form.body.data or ""
    try:
        once_by_word(form.once.data or "", body, lambda: service.write(own, body).id.hex)
    except WrongState as error:
        flash(_(error.title), "error")
    return redirect(url_for("help_requests.see", request_id=request_id, _anchor="messages"), 303)
