"""The thanks of one request: its author writes and takes back, who is thanked agrees or objects."""

import hashlib
import uuid

import orjson
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from connect.accounts import current_account
from connect.diary import presenting, queries, service
from connect.diary.access import check_author, is_author, is_thanked
from connect.diary.forms import ThanksForm, thanks_form
from connect.diary.limits import writing
from connect.diary.names import given_name
from connect.diary.states import MAY_REPLACE
from connect.diary.views import jpeg
from connect.foundation.errors import NotAllowed, NotFound, NotSignedIn, WrongState
from connect.foundation.idempotency import once_by_word
from connect.help_requests import Status, View, view_of

bp = Blueprint("thanks", __name__)


@bp.route("/requests/<uuid:request_id>/thanks", methods=["GET", "POST"])
@writing
def write(request_id: uuid.UUID) -> AnyResponse | tuple[str, int]:
    """A few words and a picture, once it has arrived; what cannot be kept stays in the form."""
    view = view_of(request_id)
    check_author(view)
    form = thanks_form()
    if not form.is_submitted():
        return (_page(view, form), 200) if _may_write(view) else _back(request_id)
    if not form.read(view.request):
        return _page(view, form), 422
    try:
        _keep(view, form)
    except WrongState as error:
        form.add_errors({"text": [_(error.title)]})
        return _page(view, form), error.status
    flash(_("Thank you! Your words are on their way."), "done")
    return _back(request_id)


def _may_write(view: View) -> bool:
    before = queries.entry_of(view.request.id)
    room = before is None or before.state in MAY_REPLACE
    return room and view.request.status == Status.FULFILLED


def _page(view: View, form: ThanksForm) -> str:
    if form.photo.data and not form.photo.errors:
        # No browser fills a file in again.
        form.add_errors({"photo": [_("Please choose the picture again.")]})
    return render_template(
        "diary/write.html",
        form=form,
        wanted=view.request,
        given=presenting.given_in_words(view.request.card["items"]),
        own_name=given_name(view.request.name),
    )


def _keep(view: View, form: ThanksForm) -> None:
    """Once for each page, unless it was taken back since. Raises `WrongState`."""
    wanted = {"public": bool(form.public.data), "signed": bool(form.signed.data)}
    text, picture = form.text.data or "", form.picture
    digest = hashlib.sha256(picture.jpeg).hexdigest() if picture else ""
    said = orjson.dumps([text, digest, wanted]).decode()

    def thank() -> str:
        return service.thank(view, text, picture, **wanted).id.hex

    kept = once_by_word(form.once.data or "", said, thank)
    if queries.entry_by_id(uuid.UUID(kept)) is None:
        thank()


@bp.post("/requests/<uuid:request_id>/thanks/take-back")
def take_back(request_id: uuid.UUID) -> AnyResponse:
    """Away with it, at once."""
    view = view_of(request_id)
    check_author(view)
    service.take_back(view)
    flash(_("Your thanks are gone, with their picture."), "done")
    return _back(request_id)


@bp.post("/requests/<uuid:request_id>/thanks/name")
def name(request_id: uuid.UUID) -> AnyResponse:
    """Who is thanked lets their name stand there, or takes it away."""
    view = _as_thanked(request_id)
    named = request.form.get("named") == "yes"
    service.agree(view, named=named)
    flash(_("Your name stands there now.") if named else _("Your name is gone."), "done")
    return _back(request_id)


@bp.post("/requests/<uuid:request_id>/thanks/object")
def object_to(request_id: uuid.UUID) -> AnyResponse:
    """Who is thanked does not want it to be public."""
    view = _as_thanked(request_id)
    try:
        service.object_to(view)
    except WrongState as error:
        flash(_(error.title), "error")
    else:
        flash(_("It is hidden. A coordinator reads it again before anybody else does."), "done")
    return _back(request_id)


@bp.get("/requests/<uuid:request_id>/thanks/photo")
def photo(request_id: uuid.UUID) -> Response:
    """The picture, whatever its state, for those whom it concerns."""
    view, entry = view_of(request_id), queries.entry_of(request_id)
    account = current_account()
    concerned = entry is not None and (
        is_author(view)
        or is_thanked(view, entry)
        or (account is not None and queries.may_decide(account, entry.id))
    )
    found = queries.photo_of(entry.id) if entry is not None and concerned else None
    if found is None:
        raise NotFound
    return jpeg(found)


def _as_thanked(request_id: uuid.UUID) -> View:
    view, entry = view_of(request_id), queries.entry_of(request_id)
    if entry is None:
        raise NotFound
    if not is_thanked(view, entry):
        raise NotAllowed if view.account else NotSignedIn
    return view


def _back(request_id: uuid.UUID) -> AnyResponse:
    return redirect(url_for("help_requests.see", request_id=request_id, _anchor="thanks"), 303)
