"""`./run`: the web server and its helpers side by side, and what it does when a helper dies."""

import signal
import subprocess
import sys
import time
from itertools import pairwise

import pytest
import serve
from serve import Helper

from connect.foundation.config import ROOT

DIES_AT_ONCE = [sys.executable, "-S", "-c", ""]
# The web server lives, the helper waits for a minute until it is started again.
WAITING = """
import sys
from scripts import serve

def wait(helper, lived_s):
    print("waits", flush=True)
    return 60.0

serve.WEB = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
serve.HELPERS = {"worker": [sys.executable, "-S", "-c", ""]}
serve.PAUSE_S = 0.1
serve.Helper._next_pause_s = wait
serve.serve()
"""


def starts(helper: Helper, times: int) -> list[float]:
    """When it was started again, so many times."""
    process = helper.process
    found: list[float] = []
    until = time.monotonic() + 30
    while len(found) < times:
        assert time.monotonic() < until
        helper.look()
        if helper.process is not process:
            process = helper.process
            found.append(time.monotonic())
        time.sleep(0.005)
    process.wait()
    return found


def test_who_dies_at_once_is_tried_ever_later_and_it_is_said_once(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "PAUSE_S", 0.05)
    monkeypatch.setattr(serve, "LONGEST_PAUSE_S", 0.3)
    helper = Helper("worker", DIES_AT_ONCE)
    gaps = [later - before for before, later in pairwise(starts(helper, 6))]
    assert all(gap >= least for gap, least in zip(gaps, (0.1, 0.2, 0.3, 0.3, 0.3), strict=True))
    assert helper._pause_s == 0.3
    lines = capfd.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        *("The worker died", "The worker died at once again"),
    ]


def test_who_had_lived_for_a_while_is_started_again_soon(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "PAUSE_S", 0.05)
    monkeypatch.setattr(serve, "QUICK_S", 0.0)
    helper = Helper("worker", DIES_AT_ONCE)
    starts(helper, 3)
    assert helper._pause_s == 0.05
    assert capfd.readouterr().err.splitlines() == ["The worker died: starting it again."] * 3


def test_a_signal_ends_it_at_once_while_a_helper_waits() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITING], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "waits\n"
            process.send_signal(signal.SIGTERM)
            process.wait(20)
        finally:
            process.kill()
