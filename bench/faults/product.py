"""The product as it enters a fault run, with what no setting says.

`FAULT_AHEAD_S`: by how many seconds this machine's clock is ahead. `FAULT_LEASE_S`: how long a
delivery is held by who sends it, so that a run need not wait a minute after each kill.
`FAULT_ANSWER_S`: for how long the gateway may think. `FAULT_UPKEEP_S`, `FAULT_PAUSE_S`: how
often the worker keeps time, and looks for what is due. gunicorn and `flask --app` both enter here.
"""

import gc
import os
import time
from datetime import datetime, timedelta, tzinfo

gc.disable()  # as in wsgi.py: a third of what it takes to come up, and fault runs start dozens

from connect.app import create_app  # noqa: E402  behind the line above
from connect.channels.sms import SmsChannel  # noqa: E402  so is this
from connect.cli import upkeep  # noqa: E402  so is this
from connect.foundation import clock  # noqa: E402  so is this
from connect.notifications import sending  # noqa: E402  so is this

_AHEAD_S = float(os.environ.get("FAULT_AHEAD_S", "0"))
_LEASE_S = os.environ.get("FAULT_LEASE_S")
_ANSWER_S = os.environ.get("FAULT_ANSWER_S")
_UPKEEP_S = os.environ.get("FAULT_UPKEEP_S")
_PAUSE_S = os.environ.get("FAULT_PAUSE_S")


class WrongClock(datetime):
    """What this machine takes for now."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain datetime
        """Now, and so much more."""
        return datetime.now(tz) + timedelta(seconds=_AHEAD_S)


if _AHEAD_S:
    _right = time.time
    time.time = lambda: _right() + _AHEAD_S
    vars(clock)["datetime"] = WrongClock
if _LEASE_S:
    sending.LEASE = timedelta(seconds=float(_LEASE_S))
if _ANSWER_S:
    SmsChannel.__init__.__kwdefaults__ = {"answer_s": float(_ANSWER_S)}
if _UPKEEP_S:
    upkeep.UPKEEP_EVERY_S = float(_UPKEEP_S)
if _PAUSE_S:
    upkeep.PAUSE_S = float(_PAUSE_S)

app = create_app()
gc.freeze()
gc.enable()
