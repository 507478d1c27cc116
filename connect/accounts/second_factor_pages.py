"""The pages of the second factor: the code behind the password, turning it on and off."""

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from connect.accounts import second_factor, service, totp
from connect.accounts.forms import (
    AppCodeForm,
    KnownPasswordForm,
    SecondCodeForm,
    SecondFactorForm,
)
from connect.accounts.login import (
    confirm,
    go_on_with,
    session_hash,
    signed_in_account,
    start_session_with_code,
    waits_for_code,
)
from connect.accounts.models import Account
from connect.foundation.errors import ConnectError, Invalid, NotFound, TooOften
from connect.foundation.pages import own_path
from connect.foundation.security import sign_for_a_while, unsign_recent
from connect.foundation.web import limiter

SETTING_UP = "second_factor_key"
SET_UP_LIFE_S = 30 * 60
bp = Blueprint("second_factor", __name__)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@limiter.limit("10/minute;60/hour", methods=["POST"])
def sign_in() -> AnyResponse | tuple[str, int]:
    """The second half of a sign-in: a code of the app, or a recovery code."""
    form = SecondCodeForm(next=request.args.get("next"))
    if not waits_for_code():
        return _over(form.next.data)
    if form.validate_on_submit():
        try:
            return welcomed(start_session_with_code(form.code.data or ""), form.next.data)
        except NotFound:
            return _over(form.next.data)
        except (Invalid, TooOften) as refused:
            if not waits_for_code():
                return _over(form.next.data)
            _tell(form, refused)
    return _page("sign_in_code", form)


@bp.route("/account/second-step", methods=["GET", "POST"])
@limiter.limit("10/minute;60/hour", methods=["POST"])
def change() -> AnyResponse | tuple[str, int] | str:
    """Says whether it is on, and turns it off; where it is off, asks for the password to begin."""
    account = signed_in_account()
    factor = second_factor.of(account.id)
    if factor is None:
        return _before_set_up(account)
    form = SecondFactorForm()
    if form.validate_on_submit():
        try:
            service.check_password(account, form.password.data or "")
            return _changed(account, form.code.data or "")
        except (Invalid, TooOften) as refused:
            _tell(form, refused)
    left = second_factor.codes_left(account.id)
    return _page("second_step", form, since=factor.since, left=left)


@bp.route("/account/second-step/set-up", methods=["GET", "POST"])
@limiter.limit("10/minute;60/hour", methods=["POST"])
def set_up() -> AnyResponse | tuple[str, int] | str:
    """Shows the key to the app, and turns it on once the app's first code is right."""
    account = signed_in_account()
    key = _key_of(account)
    if key is None:
        return redirect(url_for(".change"), 303)
    form = AppCodeForm()
    if form.validate_on_submit():
        try:
            codes, token = second_factor.turn_on(account, key, form.code.data or "", session_hash())
        except Invalid as invalid:
            form.add_errors(invalid.errors)
        else:
            session.pop(SETTING_UP)
            go_on_with(token)
            return _codes_page(codes, first=True)
    address = totp.address(key, account.phone)
    return _page(
        "second_step_set_up", form, key=totp.grouped(key), address=address, code=_drawn(address)
    )


def welcomed(account: Account, onward: str | None) -> AnyResponse:
    """Where somebody goes who has just signed in; staff first to what their desk needs."""
    flash(_("Hello, %(name)s.", name=account.name), "done")
    if account.lacks_second_factor:
        return redirect(url_for("second_factor.change"), 303)
    return redirect(own_path(onward) or url_for("help_requests.mine"), 303)


def _before_set_up(account: Account) -> AnyResponse | tuple[str, int]:
    form = KnownPasswordForm()
    if form.validate_on_submit():
        try:
            confirm(form.password.data or "")
        except Invalid as invalid:
            form.add_errors(invalid.errors)
        else:
            session[SETTING_UP] = sign_for_a_while(SETTING_UP, f"{account.id}:{totp.new_key()}")
            return redirect(url_for(".set_up"), 303)
    return _page("second_step", form, since=None, needed=account.lacks_second_factor)


def _changed(account: Account, typed: str) -> AnyResponse | str:
    if request.form.get("act") == "codes":
        return _codes_page(second_factor.renew_codes(account, typed), first=False)
    go_on_with(second_factor.turn_off(account, typed, session_hash()))
    flash(_("Signing in needs the password alone again. You are signed out elsewhere."), "done")
    return redirect(url_for(".change"), 303)


def _key_of(account: Account) -> str | None:
    """The key that this browser is setting up for this account, for half an hour."""
    kept = unsign_recent(SETTING_UP, session.get(SETTING_UP, ""), max_age_s=SET_UP_LIFE_S)
    whose, _colon, key = (kept or "").partition(":")
    return key if whose == str(account.id) else None


def _drawn(address: str) -> Markup:
    code = segno.make_qr(address, error="l")
    # A key by chance and a number that was parsed: nothing that anybody wrote. White around it,
    # also where the page is dark: cameras ask for it.
    return Markup(code.svg_inline(scale=4, light="#fff", lineclass=None, svgclass=None))  # noqa: S704


def _over(onward: str | None) -> AnyResponse:
    flash(_("That took too long, or five codes were wrong. Please sign in again."), "error")
    return redirect(url_for("accounts.sign_in", next=own_path(onward)), 303)


def _tell(form: SecondCodeForm | SecondFactorForm, refused: ConnectError) -> None:
    form.add_errors(refused.errors if isinstance(refused, Invalid) else {"code": [refused.title]})


def _codes_page(codes: list[str], *, first: bool) -> str:
    return render_template("accounts/recovery_codes.html", codes=codes, first=first)


def _page(name: str, form: object, **more: object) -> tuple[str, int]:
    status = 422 if request.method == "POST" else 200
    return render_template(f"accounts/{name}.html", form=form, **more), status
