"""What may come in by the pages of the accounts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import Length, ValidationError

from connect.accounts.passwords import EASY, is_common
from connect.accounts.schemas import LONGEST_PASSWORD, SHORTEST_PASSWORD
from connect.foundation.forms import TOO_LONG, Form, LineField, PhoneField, given

PHONE_MISSING = _l("Write your phone number.")
PASSWORD_MISSING = _l("Write your password.")


def _new_password(label: Any) -> PasswordField:
    bounds = _l("Use %(min)d to %(max)d characters.")
    return PasswordField(
        label,
        [given(_l("Choose a password.")), Length(SHORTEST_PASSWORD, LONGEST_PASSWORD, bounds)],
    )


class SignUpForm(Form):
    """Who wants an account, or has forgotten the password of theirs: they are asked for no name."""

    name = LineField(_l("Your name"), most=80, validators=[given(_l("Write your name."))])
    phone = PhoneField(_l("Phone number"), validators=[given(PHONE_MISSING)])
    password = _new_password(_l("Password"))
    next = HiddenField()

    @property
    def given_name(self) -> str:
        """The name; empty for who is not asked for one."""
        return (self.name.data or "") if "name" in self else ""

    def validate_password(self, field: PasswordField) -> None:
        """Refuses what is tried first."""
        if is_common(field.data or "", (self.given_name, self.phone.e164 or "")):
            raise ValidationError(str(EASY))


class VerifyForm(Form):
    """The six digits that were sent to the phone."""

    phone = PhoneField(_l("Phone number"), validators=[given(PHONE_MISSING)])
    code = LineField(
        _l("Six-digit code"), most=12, validators=[given(_l("Write the code from the message."))]
    )
    next = HiddenField()

    @property
    def digits(self) -> str:
        """The code without the spaces that people and phones put in."""
        return "".join((self.code.data or "").split())


class AppCodeForm(Form):
    """What an authenticator app shows."""

    code = LineField(
        _l("Code from the app"), most=12, validators=[given(_l("Write the code from the app."))]
    )


def _second_code() -> LineField:
    return LineField(_l("Code"), most=40, validators=[given(_l("Write the code from the app."))])


class SecondCodeForm(Form):
    """What an authenticator app shows, or a recovery code."""

    code = _second_code()
    next = HiddenField()


class KnownPasswordForm(Form):
    """One's own password, once more."""

    password = PasswordField(
        _l("Your password of today"),
        [given(PASSWORD_MISSING), Length(max=LONGEST_PASSWORD, message=TOO_LONG)],
    )


class SecondFactorForm(KnownPasswordForm):
    """Password and code: to turn the second factor off, or have other recovery codes."""

    code = _second_code()


class SignInForm(Form):
    """A phone and its password."""

    phone = PhoneField(_l("Phone number"), validators=[given(PHONE_MISSING)])
    password = PasswordField(
        _l("Password"), [given(PASSWORD_MISSING), Length(max=LONGEST_PASSWORD, message=TOO_LONG)]
    )
    next = HiddenField()


class PasswordForm(Form):
    """A new password, through a one-time link. `own`: name and phone of whose it is."""

    password = _new_password(_l("Password"))
    own: tuple[str, ...] = ()

    def validate_password(self, field: PasswordField) -> None:
        """Refuses what is tried first."""
        if is_common(field.data or "", self.own):
            raise ValidationError(str(EASY))


class ChangePasswordForm(PasswordForm):
    """Another password, by who knows the one of today."""

    old_password = PasswordField(
        _l("Your password of today"),
        [given(PASSWORD_MISSING), Length(max=LONGEST_PASSWORD, message=TOO_LONG)],
    )
    password = _new_password(_l("New password"))
