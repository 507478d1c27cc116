"""The field of a form that asks for a day."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import ValidationError

from connect.foundation.forms import LineField


class DayField(LineField):
    """A day as a browser sends it, or as people write it: `2027-02-05`, `5/2/2027`."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, most=20, **kwargs)
        self.day: date | None = None

    def post_validate(self, _form: Any, validation_stopped: bool) -> None:
        """Reads the day. Raises `ValidationError`."""
        if not self.data or validation_stopped:
            return
        parts = self.data.split("/")
        text = "-".join(f"{part:0>2}" for part in reversed(parts)) if len(parts) == 3 else self.data
        try:
            self.day = date.fromisoformat(text)
        except ValueError:
            raise ValidationError(_("Write the day like 5/2/2027.")) from None
