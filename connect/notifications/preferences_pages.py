"""The pages of the preferences, and of the mail address."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from connect import channels
from connect.accounts import confirm, session_hash, signed_in_account
from connect.foundation.errors import Invalid
from connect.foundation.web import limiter
from connect.notifications import mail, preferences, queries
from connect.notifications.forms import MailCodeForm, MailForm, PreferencesForm, values_of
from connect.notifications.limits import send_code
from connect.notifications.models import Wire

bp = Blueprint("preferences", __name__)


@bp.route("/inbox/preferences", methods=["GET", "POST"])
def change() -> AnyResponse | tuple[str, int]:
    """How one wants to be told."""
    account = signed_in_account()
    said, wires = preferences.as_said(account), channels.in_force()
    form = PreferencesForm(data=values_of(said))
    form.offer(wires, address=said["email"], browsers=len(queries.subscription_ids(account.id)))
    if form.validate_on_submit():
        try:
            preferences.change(account, form.changes)
        except Invalid as invalid:
            form.add_errors(invalid.errors)
        else:
            return _done(_("Your changes are saved."))
    return _page(
        "preferences",
        form,
        address=said["email"],
        phone=account.phone,
        mail_there=Wire.EMAIL in wires,
        told_here=queries.endpoint_of(session_hash()),
        push_key=channels.push_public_key() if Wire.PUSH in wires else "",
    )


@bp.route("/inbox/preferences/email", methods=["GET", "POST"])
@limiter.limit("10/minute;60/hour", methods=["POST"])
def give_address() -> AnyResponse | tuple[str, int]:
    """Asks for a mail address, and for the password once more; a code goes to the address."""
    account = signed_in_account()
    form = MailForm()
    if form.validate_on_submit():
        try:
            confirm(form.password.data or "")
            send_code(account.id, form.address.data or "")
        except Invalid as invalid:
            form.add_errors(invalid.errors)
        else:
            return redirect(url_for(".prove_address"), 303)
    return _page("mail_address", form)


@bp.route("/inbox/preferences/email/code", methods=["GET", "POST"])
@limiter.limit("30/hour", methods=["POST"])
def prove_address() -> AnyResponse | tuple[str, int]:
    """Proves the mail address by the six digits that were sent to it."""
    account = signed_in_account()
    address = mail.waiting_address(account.id)
    if address is None:
        flash(_("No code is waiting. Give your mail address first."), "error")
        return redirect(url_for(".give_address"), 303)
    form = MailCodeForm()
    if form.validate_on_submit():
        try:
            mail.prove(account.id, form.digits)
        except Invalid as invalid:
            form.add_errors(invalid.errors)
        else:
            return _done(_("Thank you. We tell you by e-mail, too."))
    return _page("mail_code", form, address=address)


@bp.post("/inbox/preferences/email/remove")
def forget_address() -> AnyResponse:
    """Takes the mail address back."""
    mail.forget(signed_in_account().id)
    return _done(_("Your mail address is removed."))


def _done(words: Any) -> AnyResponse:
    flash(words, "done")
    return redirect(url_for(".change"), 303)


def _page(name: str, form: Any, **more: object) -> tuple[str, int]:
    status = 422 if form.is_submitted() else 200
    return render_template(f"notifications/{name}.html", form=form, **more), status
