"""An amount of money in a form."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from connect.foundation.forms import LineField
from connect.foundation.money import read_amount

LONGEST = 30


class AmountField(LineField):
    """An amount in đồng as people write it; `dong` is what was meant, None for nothing."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, most=LONGEST, **kwargs)

    @property
    def dong(self) -> int | None:
        """The amount in đồng."""
        return read_amount(self.data) if self.data else None

    def post_validate(self, _form: Any, validation_stopped: bool) -> None:
        """Raises `ValidationError` with examples for what is no amount."""
        if self.data and not validation_stopped and self.dong is None:
            raise ValidationError(_l("Write an amount in đồng, for example 250.000 or 250k."))
