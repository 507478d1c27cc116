"""When codes go out to nobody who types them, somebody makes us send them: pure, no database.

Only codes that there was time to type are looked at: else the first minute in which many people
sign up would look like an attack.
"""

from datetime import timedelta
from typing import NamedTuple

COUNTED_BY = timedelta(minutes=5)
TYPED_WITHIN = timedelta(minutes=5)
LOOKS_BACK = timedelta(hours=1)
LEAST, FLOOR = 100, 0.1


class Codes(NamedTuple):
    """Codes of the last hour: those sent that there was time to type, and those typed."""

    sent: int
    typed: int

    @property
    def conversion(self) -> float | None:
        """Which share was typed; it can be above 1. None while none was sent."""
        return self.typed / self.sent if self.sent else None

    @property
    def breaker_open(self) -> bool:
        """Whether codes go out by a trickle only: enough were sent, and hardly any was typed."""
        return self.sent >= LEAST and self.typed < FLOOR * self.sent
