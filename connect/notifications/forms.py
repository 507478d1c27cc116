"""What may come in by the pages of the preferences."""

from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, ValidationError

from connect.consents import Purpose, asked
from connect.foundation.forms import Form, LineField, WholeField, given
from connect.foundation.wires import MAIL_ADDRESS
from connect.notifications.models import LONGEST_ADDRESS, Wire
from connect.notifications.preferences import MOST_OFFERS_EVER
from connect.notifications.schemas import ADDRESS_WRONG

# A browser may send the seconds along.
_LENGTHS = (len("22:00"), len("22:00:00"))


class PreferencesForm(Form):
    """How one wants to be told."""

    push = BooleanField(_l("On the phones where I have tapped “Tell me on this phone”"))
    zalo = BooleanField(asked(Purpose.ZALO))
    email = BooleanField(asked(Purpose.EMAIL))
    sms = BooleanField(_l("By SMS"))
    quiet = BooleanField(_l("Quiet hours: what can wait comes after them"))
    quiet_from = LineField(_l("From"), most=8)
    quiet_until = LineField(_l("Until"), most=8)
    urgent_at_night = BooleanField(_l("What is urgent may ring even then"))
    most_offers = WholeField(
        _l("Ask me for at most so many at a time"), least=0, most=MOST_OFFERS_EVER
    )
    offers = BooleanField(_l("When somebody near me needs help"))
    news = BooleanField(_l("News of my requests, and of those I help"))

    def offer(self, wires: frozenset[str], *, address: str | None, browsers: int) -> None:
        """Leaves out the wires that cannot be used here; SMS can always be refused."""
        ready = {Wire.PUSH: browsers, Wire.ZALO: True, Wire.EMAIL: address}
        for wire, is_ready in ready.items():
            if wire not in wires or not is_ready:
                delattr(self, wire)

    def validate_quiet_from(self, field: LineField) -> None:
        """Raises `ValidationError` for what is no time of day."""
        if self.quiet.data and _clock(field.data) is None:
            raise ValidationError(_("Write a time, for example 22:00."))

    validate_quiet_until = validate_quiet_from

    @property
    def changes(self) -> dict[str, Any]:
        """What was said, as `preferences.change` takes it."""
        quiet = (_clock(self.quiet_from.data), _clock(self.quiet_until.data))
        return {
            "wires": {wire.value: self[wire].data for wire in Wire if wire in self},
            "quiet_hours": quiet if self.quiet.data else None,
            **{
                name: self[name].data
                for name in ("urgent_at_night", "most_offers", "offers", "news")
            },
        }


def values_of(said: dict[str, Any]) -> dict[str, Any]:
    """What the form shows of `preferences.as_said`."""
    quiet = said["quiet_hours"]
    hours = quiet or {"from": "22:00", "until": "06:00"}
    return {
        **said["wires"],
        "quiet": quiet is not None,
        "quiet_from": hours["from"],
        "quiet_until": hours["until"],
        **{name: said[name] for name in ("urgent_at_night", "most_offers", "offers", "news")},
    }


class MailForm(Form):
    """A mail address to prove, by who knows the password."""

    address = LineField(
        _l("Your mail address"),
        most=LONGEST_ADDRESS,
        validators=[given(_l("Write your mail address."))],
    )
    password = PasswordField(_l("Password"), [given(_l("Write your password."))])

    def validate_address(self, field: LineField) -> None:
        """Raises `ValidationError` for what cannot be one."""
        if not MAIL_ADDRESS.fullmatch(field.data or ""):
            raise ValidationError(ADDRESS_WRONG)


class MailCodeForm(Form):
    """The six digits that came by mail."""

    code = LineField(
        _l("Six-digit code"), most=12, validators=[given(_l("Write the code from the mail."))]
    )

    @property
    def digits(self) -> str:
        """The code without the spaces that people and phones put in."""
        return "".join((self.code.data or "").split())


def _clock(text: str | None) -> time | None:
    if len(text or "") not in _LENGTHS:
        return None
    try:
        return time.fromisoformat(text or "").replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None
