"""What may come in by the pages of the accounts."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import Length

from connect.accounts.schemas import LONGEST_PASSWORD, SHORTEST_PASSWORD
from connect.foundation.forms import TOO_LONG, Form, LineField, PhoneField, given

PHONE_MISSING = _l("Write your phone number.")
PASSWORD_MISSING = _l("Write your password.")


def _new_password() -> PasswordField:
    bounds = _l("Use %(min)d to %(max)d characters.")
    return PasswordField(
        _l("Password"),
        [given(_l("Choose a password.")), Length(SHORTEST_PASSWORD, LONGEST_PASSWORD, bounds)],
    )


class SignUpForm(Form):
    """Who wants an account, or has forgotten the password of theirs."""

    name = LineField(_l("Your name"), most=80, validators=[given(_l("Write your name."))])
    phone = PhoneField(_l("Phone number"), validators=[given(PHONE_MISSING)])
    password = _new_password()
    next = HiddenField()


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


class SignInForm(Form):
    """A phone and its password."""

    phone = PhoneField(_l("Phone number"), validators=[given(PHONE_MISSING)])
    password = PasswordField(
        _l("Password"), [given(PASSWORD_MISSING), Length(max=LONGEST_PASSWORD, message=TOO_LONG)]
    )
    next = HiddenField()


class PasswordForm(Form):
    """A new password, through a one-time link."""

    password = _new_password()
