"""A clock for the tests of what was told, and when."""

from datetime import datetime, timedelta

import pytest

from connect.foundation.clock import utcnow
from tests.responders.stocking import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Moves the time of the responders on; it stands still otherwise."""
    moments = [utcnow()]
    rooms = ("responders.service", "responders.stock", "responders.goods_pages", "foundation.i18n")
    for room in rooms:
        monkeypatch.setattr(f"connect.{room}.utcnow", lambda: moments[-1])

    def later(by: timedelta) -> datetime:
        moments.append(moments[-1] + by)
        return moments[-1]

    return later
