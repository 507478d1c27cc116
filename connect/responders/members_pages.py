"""The pages of those who act together: who we are, invite, part, hand over, join or not."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from connect.accounts import Account, account_by_id, signed_in_account
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.responders import limits, members, membership, queries
from connect.responders.forms import InviteForm
from connect.responders.models import Responder

_REMOVED = {
    "left": _l("You have left the group. What you carried for it is open to others again."),
    "removed": _l("They are out of the group. What they carried for it is open to others again."),
    "uninvited": _l("The invitation is taken back."),
}
bp = Blueprint("members", __name__)


@bp.route("/responders/<uuid:responder_id>/members", methods=["GET", "POST"])
def see(responder_id: uuid.UUID) -> Response | tuple[str, int]:
    """Who acts for a responder; its owner invites."""
    account = signed_in_account()
    responder = _acted_for(account, responder_id)
    form = InviteForm()
    if form.validate_on_submit() and _invites(form, account, responder):
        flash(_("Invited. They find it under Mine when they sign in with this number."), "done")
        return redirect(url_for(".see", responder_id=responder_id), 303)
    owns = responder.owner_id == account.id
    known = membership.known_to(responder_id, owns=owns)
    page = render_template(
        "responders/members.html",
        form=form,
        responder=responder,
        owns=owns,
        owner=account_by_id(responder.owner_id) if responder.owner_id else None,
        me=account,
        members=known,
        most=members.MOST_MEMBERS,
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/responders/<uuid:responder_id>/members/<uuid:member_id>/remove")
def remove(responder_id: uuid.UUID, member_id: uuid.UUID) -> Response:
    """Takes somebody out, or leaves."""
    try:
        came = members.remove(signed_in_account(), responder_id, member_id)
    except WrongState as error:
        flash(_(error.title), "error")
    else:
        flash(str(_REMOVED[came]), "done")
    return redirect(url_for("help_requests.mine"), 303)


@bp.post("/responders/<uuid:responder_id>/members/<uuid:member_id>/hand-over")
def hand_over(responder_id: uuid.UUID, member_id: uuid.UUID) -> Response:
    """Makes a member the owner."""
    account = signed_in_account()
    return _do(
        lambda: members.hand_over(account, responder_id, member_id),
        _("Handed over. You are a member now."),
    )


@bp.post("/invitations/<uuid:invitation_id>/accept")
def accept(invitation_id: uuid.UUID) -> Response:
    """Joins."""
    account = signed_in_account()
    return _do(
        lambda: members.accept(account, invitation_id),
        _("Welcome! You now see here what your group is asked for."),
    )


@bp.post("/invitations/<uuid:invitation_id>/decline")
def decline(invitation_id: uuid.UUID) -> Response:
    """Says no."""
    account = signed_in_account()
    return _do(lambda: members.decline(account, invitation_id), _("All right. Nobody is told."))


def _acted_for(account: Account, responder_id: uuid.UUID) -> Responder:
    responder = queries.responder_by_id(responder_id)
    if responder is None:
        raise NotFound
    if not membership.acts_for(responder_id, account.id):
        raise NotAllowed
    return responder


def _invites(form: InviteForm, account: Account, responder: Responder) -> bool:
    """Invites; False leaves the reasons in the form."""
    try:
        limits.invite(account, responder.id, form.phone.e164 or "")
    except Invalid as invalid:
        form.add_errors(invalid.errors)
    except WrongState as error:
        form.add_errors({"phone": [_(error.title)]})
    else:
        return True
    return False


def _do(act: Callable[[], object], done: str) -> Response:
    try:
        act()
    except WrongState as error:
        flash(_(error.title), "error")
    else:
        flash(done, "done")
    return redirect(url_for("help_requests.mine"), 303)
