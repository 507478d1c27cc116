"""The pages of the accounts: sign up, prove the phone, sign in and out."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from connect.accounts import erasure, service, sessions
from connect.accounts.forms import (
    ChangePasswordForm,
    PasswordForm,
    SignInForm,
    SignUpForm,
    VerifyForm,
)
from connect.accounts.limits import send_code
from connect.accounts.login import (
    ask_for_code,
    current_account,
    end_session,
    go_on_with,
    session_hash,
    signed_in_account,
    start_session,
)
from connect.accounts.models import Account
from connect.accounts.second_factor import CodeNeeded
from connect.accounts.second_factor_pages import welcomed
from connect.foundation.errors import Invalid
from connect.foundation.pages import own_path
from connect.foundation.web import limiter

VERIFYING = "verifying"
ATTEMPT = "attempt"
FORGOTTEN = "forgotten"
bp = Blueprint("accounts", __name__)


@bp.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> AnyResponse | tuple[str, int] | str:
    """Asks for an account, or for a new password: a code goes to the phone either way."""
    form = SignUpForm(next=request.args.get("next"))
    forgotten = FORGOTTEN in request.args
    if forgotten:
        del form.name
        form.password.label.text = _("New password")
    if not form.validate_on_submit():
        return _page("accounts/sign_up.html", form, forgotten=forgotten)
    phone, name, password = form.phone.e164 or "", form.given_name, form.password.data or ""
    try:
        attempt = send_code(phone=phone, name=name, password=password)
    except Invalid as invalid:
        form.add_errors(invalid.errors)
        return _page("accounts/sign_up.html", form, forgotten=forgotten)
    session[VERIFYING], session[ATTEMPT] = form.phone.data, str(attempt)
    session[FORGOTTEN] = forgotten
    return redirect(url_for(".verify", next=own_path(form.next.data)), 303)


@bp.route("/verify", methods=["GET", "POST"])
@limiter.limit("30/hour", methods=["POST"])
def verify() -> AnyResponse | tuple[str, int] | str:
    """Proves the phone by the six digits that were sent to it, and signs in."""
    form = VerifyForm(phone=session.get(VERIFYING), next=request.args.get("next"))
    if form.validate_on_submit():
        try:
            account = service.verify(
                phone=form.phone.e164 or "", code=form.digits, attempt=_attempt()
            )
        except Invalid as invalid:
            form.add_errors(invalid.errors)
            if "phone" in invalid.errors:  # without an account one signs up
                session.pop(FORGOTTEN, None)
        else:
            anew = session.get(FORGOTTEN)
            answer = _welcome(account, form.next.data)  # begins another session
            if anew and current_account():
                said = _("Your new password is set. You are signed out everywhere but here.")
                flash(said, "done")
            return answer
    return _page("accounts/verify.html", form, forgotten=session.get(FORGOTTEN))


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("10/minute;60/hour", methods=["POST"])
def sign_in() -> AnyResponse | tuple[str, int] | str:
    """Signs in by phone and password."""
    form = SignInForm(next=request.args.get("next"))
    if form.validate_on_submit():
        try:
            account = service.sign_in(
                phone=form.phone.e164 or "", password=form.password.data or ""
            )
            return _welcome(account, form.next.data)
        except Invalid as invalid:
            form.add_errors(invalid.errors)
    return _page("accounts/sign_in.html", form)


@bp.post("/sign-out")
def sign_out() -> AnyResponse:
    """Signs this browser out."""
    end_session()
    flash(_("You are signed out."), "done")
    return redirect(url_for("home.home"), 303)


@bp.post("/sign-out-everywhere")
def sign_out_everywhere() -> AnyResponse:
    """Signs all browsers and programs of this account out."""
    sessions.close_all_sessions(signed_in_account().id)
    end_session()
    flash(_("You are signed out on every device."), "done")
    return redirect(url_for("home.home"), 303)


@bp.route("/account/password", methods=["GET", "POST"])
@limiter.limit("10/minute;60/hour", methods=["POST"])
def change_password() -> AnyResponse | tuple[str, int]:
    """Sets another password for who knows the one of today, and signs out everywhere but here."""
    account, form = signed_in_account(), ChangePasswordForm()
    form.own = (account.name, account.phone)
    if form.validate_on_submit():
        old, new = form.old_password.data or "", form.password.data or ""
        try:
            go_on_with(service.change_password(account, old, new, session_hash()))
        except Invalid as invalid:
            form.add_errors(invalid.errors)
        else:
            flash(_("Your new password is set. You are signed out everywhere but here."), "done")
            return redirect(url_for(".account"), 303)
    return _page("accounts/password.html", form)


@bp.get("/account/devices")
def devices() -> str:
    """Where one is signed in, and by which programs; this one first."""
    here = session_hash()
    found = sessions.sessions_of(signed_in_account().id)
    return render_template(
        "accounts/devices.html",
        sessions=sorted(found, key=lambda one: one.token_hash != here),
        here=here,
        others=len(found) > 1,
    )


@bp.post("/account/devices/<short>/end")
def end_device(short: str) -> AnyResponse:
    """Signs out there."""
    sessions.end_one(signed_in_account().id, short)
    flash(_("You are signed out there."), "done")
    return redirect(url_for(".devices"), 303)


@bp.post("/account/devices/end-others")
def end_other_devices() -> AnyResponse:
    """Signs out everywhere but here."""
    sessions.end_others(signed_in_account().id, session_hash())
    flash(_("You are signed out everywhere but here."), "done")
    return redirect(url_for(".devices"), 303)


@bp.post("/account/erase")
def erase() -> AnyResponse:
    """Erases the account and all that is held of it."""
    erasure.erase(signed_in_account())
    end_session()
    flash(_("Your account is erased. Take care of yourself."), "done")
    return redirect(url_for("home.home"), 303)


@bp.route("/set-password/<token>", methods=["GET", "POST"])
@limiter.limit("30/hour")
def set_password(token: str) -> AnyResponse | tuple[str, int] | str:
    """Sets a password through a one-time link, and signs in."""
    account = service.account_of_password_link(token)
    form = PasswordForm()
    form.own = (account.name, account.phone)
    if not form.validate_on_submit():
        return _page("accounts/set_password.html", form, person=account)
    return _welcome(service.set_password(token, form.password.data or ""), None)


@bp.get("/account")
def account() -> str:
    """One's own account."""
    return render_template("accounts/account.html", person=signed_in_account())


def _attempt() -> uuid.UUID | None:
    """What this browser has signed up for; None in another one, that only knows the code."""
    kept = session.get(ATTEMPT)
    return uuid.UUID(kept) if kept else None


def _page(template: str, form: object, **more: object) -> tuple[str, int]:
    status = 422 if request.method == "POST" else 200
    return render_template(template, form=form, **more), status


def _welcome(account: Account, onward: str | None) -> AnyResponse:
    try:
        start_session(account)
    except CodeNeeded:
        ask_for_code(account)
        return redirect(url_for("second_factor.sign_in", next=own_path(onward)), 303)
    return welcomed(account, onward)
