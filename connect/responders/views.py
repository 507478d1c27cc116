"""The pages of the responders: register, change, pause, and suppliers nearby for everyone."""

import uuid
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import Account, signed_in_account
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.foundation.forms import TOO_LONG
from connect.foundation.i18n import language
from connect.foundation.phones import show_phone
from connect.goods import CATALOGUE
from connect.responders import branches, membership, queries, service
from connect.responders.forms import ResponderForm, values_of, values_of_next
from connect.responders.hours_form import LONGEST
from connect.responders.labels import category_labels
from connect.responders.models import Kind, Responder
from connect.responders.neighbours import look_alikes
from connect.responders.other_days import joined as hours_with
from connect.responders.other_days import parted
from connect.responders.service import ResponderDetails
from connect.responders.stock import digest_of
from connect.responders.week import same_week

bp = Blueprint("responders", __name__)


@bp.route("/responders/new", methods=["GET", "POST"])
def new() -> Response | tuple[str, int]:
    """Registers a responder of one's own."""
    account = signed_in_account()
    kind = request.args.get("kind") or Kind.VOLUNTEER.value
    # A group and a shop have a name of their own.
    name = account.name if kind == Kind.VOLUNTEER else ""
    form = ResponderForm(name=name, phone=show_phone(account.phone), kind=kind)
    form.offer(list(category_labels().values()), language())
    if not form.is_submitted() or not _save(form, account):
        return _form_page(form)
    flash(_registered(form.kind.data), "done")
    return redirect(url_for("help_requests.mine"), 303)


@bp.route("/organisations/<uuid:organisation_id>/new-shop", methods=["GET", "POST"])
def new_branch(organisation_id: uuid.UUID) -> Response | tuple[str, int]:
    """One more shop of an organisation, filled in as the last one but for where it is."""
    account = signed_in_account()
    organisation = branches.organisation_acted_for(account, organisation_id)
    form = ResponderForm(data=values_of_next(branches.latest_branch(organisation_id), organisation))
    form.offer(list(category_labels().values()), language())
    if not form.is_submitted() or not _save(form, account, organisation=organisation):
        return _form_page(form, organisation=organisation)
    flash(_("The shop is listed."), "done")
    return redirect(f"/organisations/{organisation_id}", 303)


@bp.route("/responders/<uuid:responder_id>/edit", methods=["GET", "POST"])
def edit(responder_id: uuid.UUID) -> Response | tuple[str, int]:
    """Changes one's own responder; a place is asked for only to move it."""
    account = signed_in_account()
    responder = _own(account, responder_id)
    form = ResponderForm(data=values_of(responder))
    form.offer(list(category_labels().values()), language())
    if not form.is_submitted() or not _save(form, account, responder):
        return _form_page(form, responder, owns=responder.owner_id == account.id)
    flash(_("Your changes are saved."), "done")
    if responder.owner_id != account.id:  # a shop of an organisation: it is not among one's own
        return redirect(f"/organisations/{responder.organisation_id}", 303)
    return redirect(url_for("help_requests.mine"), 303)


@bp.post("/responders/<uuid:responder_id>/pause")
def pause(responder_id: uuid.UUID) -> Response:
    """Nothing is asked of it until it is resumed."""
    service.change(signed_in_account(), responder_id, {"available": False})
    flash(_("Paused: nobody will be sent to you."), "done")
    return redirect(url_for("help_requests.mine"), 303)


@bp.post("/responders/<uuid:responder_id>/resume")
def resume(responder_id: uuid.UUID) -> Response:
    """It can be asked again."""
    service.change(signed_in_account(), responder_id, {"available": True})
    flash(_("Welcome back: you can be asked again."), "done")
    return redirect(url_for("help_requests.mine"), 303)


@bp.post("/responders/<uuid:responder_id>/delete")
def delete(responder_id: uuid.UUID) -> Response:
    """Takes it out for good."""
    try:
        service.remove(signed_in_account(), responder_id)
    except WrongState as error:
        flash(_(error.title), "error")
    else:
        flash(_("It is deleted."), "done")
    return redirect(url_for("help_requests.mine"), 303)


def _registered(kind: str) -> str:
    """What is said to a new one, with what comes next."""
    said: str = _("Thank you! You will be asked when someone near you needs help.")
    if kind == Kind.SUPPLIER:
        said = _("Your shop is listed. Say under Goods what you have.")
    elif kind == Kind.ORGANISATION:
        said = _("Your group is registered. Under Members you invite the others.")
    return said


def _own(account: Account, responder_id: uuid.UUID) -> Responder:
    responder = queries.responder_by_id(responder_id)
    if responder is None:
        raise NotFound
    if not membership.looks_after(responder, account.id):
        raise NotAllowed
    return responder


def _save(
    form: ResponderForm,
    account: Account,
    responder: Responder | None = None,
    organisation: Responder | None = None,
) -> bool:
    """Registers or changes; False leaves its reasons in the form."""
    valid = form.validate()
    details = dict(form.details)
    if responder is None or form.says_where:
        where = form.find_place(current_app.config["CONNECT"])
        if where is None:
            return False
        details |= {"point": where.point, "address": where.address}
    if not valid:
        return False
    if responder and not _keeps_the_rest(form, details, responder):
        return False
    if responder is None and _is_here_already(form, details):
        return False
    try:
        if responder is None:
            over = organisation.id if organisation else None
            service.register(account, ResponderDetails(**details), over)
        else:
            shown = form.goods_shown.data or None
            service.change(account, responder.id, details, goods_shown=shown)
    except (Invalid, WrongState) as refused:
        errors = refused.errors if isinstance(refused, Invalid) else {"name": [_(refused.title)]}
        if responder and "goods_shown" in errors:
            form.goods_shown.data = digest_of(responder.goods)  # said, so the next time it holds
        form.add_errors(_beside_fields(errors))
        return False
    return True


def _keeps_the_rest(form: ResponderForm, details: dict[str, Any], responder: Responder) -> bool:
    """Leaves alone what is told elsewhere; False where the hours have no room for both."""
    if form.has_goods_as_shown:
        del details["goods"]  # they may have changed meanwhile, one tap at a time
    usual, other = parted(responder.opening_hours)
    if same_week(usual, form.hours):
        del details["opening_hours"]  # as it stands, in the words of whoever wrote it
    elif form.hours:  # days with other hours have a page of their own
        today = utcnow().astimezone(HOME_ZONE).date()
        hours = details["opening_hours"] = hours_with(form.hours, other, today)
        if len(hours) > LONGEST:
            room = LONGEST - (len(hours) - len(form.hours))
            form.add_errors({"opening_hours": [TOO_LONG % {"max": room}]})
            return False
    return True


def _is_here_already(form: ResponderForm, details: dict[str, Any]) -> bool:
    """Whether shops beside it have a like name, and nobody has said yet that it is another."""
    if details["kind"] == Kind.SUPPLIER and not form.another.data:
        form.alike = look_alikes(details["point"], details["name"])
    return bool(form.alike)


def _beside_fields(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    return {"place" if name == "location" else name: texts for name, texts in errors.items()}


def _form_page(
    form: ResponderForm,
    responder: Responder | None = None,
    *,
    owns: bool = True,
    organisation: Responder | None = None,
) -> tuple[str, int]:
    members = membership.count_members(responder.id) if responder else 0
    page = render_template(
        "responders/form.html",
        form=form,
        responder=responder,
        owns=owns,
        organisation=organisation,
        members=members,
        known_goods=[entry.name for entry in CATALOGUE.values()],
    )
    return page, 422 if form.is_submitted() else 200
