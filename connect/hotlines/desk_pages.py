"""The pages of those who look after the hotlines: what needs a call, add, correct, retire."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import Account, names_of, signed_in_account
from connect.foundation.errors import NotAllowed, WrongState
from connect.geo import wards_of
from connect.hotlines import queries, service
from connect.hotlines.areas import area_name
from connect.hotlines.forms import HotlineForm, values_of
from connect.hotlines.models import Hotline
from connect.hotlines.presenting import name_of
from connect.hotlines.topics import TOPICS

PAGE = 50
LAST_PAGE = 1000
bp = Blueprint("hotlines_desk", __name__)


@bp.get("/desk/hotlines")
def desk() -> str:
    """The hotlines that one looks after, those first that nobody has checked for longest."""
    areas = _own_areas(signed_in_account())
    page = min(request.args.get("page", 1, int), LAST_PAGE)
    found = queries.hotlines_to_look_after(areas, limit=PAGE + 1, offset=PAGE * (max(page, 1) - 1))
    return render_template(
        "hotlines/desk.html",
        found=found[:PAGE],
        more=page + 1 if len(found) > PAGE else None,
        callers=names_of(one.verified_by_id for one in found[:PAGE]),
        topics=TOPICS,
        name_of=name_of,
        area_name=area_name,
    )


@bp.route("/desk/hotlines/new", methods=["GET", "POST"])
def new() -> Response | tuple[str, int]:
    """Adds one."""
    account = signed_in_account()
    _own_areas(account)
    form = HotlineForm(area=area_name(account.area_code))
    if form.validate_on_submit() and _saves(form, lambda: service.add(account, form.details)):
        return _back(_("Added. Please call once, and say here that it answers."))
    return _form_page(form, None)


@bp.route("/desk/hotlines/<uuid:hotline_id>", methods=["GET", "POST"])
def edit(hotline_id: uuid.UUID) -> Response | tuple[str, int]:
    """Corrects one."""
    account = signed_in_account()
    hotline = service.own_hotline(account, hotline_id)
    form = HotlineForm(data=values_of(hotline))
    if form.validate_on_submit() and _saves(
        form, lambda: service.correct(account, hotline_id, form.details)
    ):
        return _back(_("Your changes are saved."))
    return _form_page(form, hotline)


@bp.post("/desk/hotlines/<uuid:hotline_id>/verify")
def verify(hotline_id: uuid.UUID) -> Response:
    """Somebody called today, and was answered."""
    try:
        service.verify(signed_in_account(), hotline_id, request.form.getlist("phones"))
    except WrongState as error:
        return _back(_(error.title), "error")
    return _back(_("Thank you. It says now that it was checked today."))


@bp.post("/desk/hotlines/<uuid:hotline_id>/retire")
def retire(hotline_id: uuid.UUID) -> Response:
    """Takes it from the list."""
    service.retire(signed_in_account(), hotline_id)
    return _back(_("It is off the list. You find it at the end of this page."))


@bp.post("/desk/hotlines/<uuid:hotline_id>/restore")
def restore(hotline_id: uuid.UUID) -> Response:
    """Puts it back on the list."""
    service.restore(signed_in_account(), hotline_id)
    return _back(_("It is on the list again."))


def _own_areas(account: Account) -> list[str] | None:
    """The areas that somebody looks after, None for all. Raises `NotAllowed` for everybody else."""
    if not account.has_desk:
        raise NotAllowed
    areas = account.desk_areas
    if areas is None:
        return None
    return [*areas, *(ward.code for area in areas for ward in wards_of(area))]


def _saves(form: HotlineForm, save: Callable[[], Hotline]) -> bool:
    """Saves; False leaves the reason in the form."""
    try:
        save()
    except NotAllowed:
        form.add_errors({"area": [_("This lies outside the area that you look after.")]})
        return False
    return True


def _back(said: str, kind: str = "done") -> Response:
    flash(said, kind)
    return redirect(url_for(".desk"), 303)


def _form_page(form: HotlineForm, hotline: Hotline | None) -> tuple[str, int]:
    page = render_template("hotlines/form.html", form=form, hotline=hotline)
    return page, 422 if form.is_submitted() else 200
