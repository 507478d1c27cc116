"""Run the web server, the job worker and the one that pages listen to side by side.

One signal stops all. A helper that died is started again; when the web server ends, all ends.
"""

import signal
import subprocess
import sys
import time

from connect.foundation.config import read_settings
from connect.foundation.setting_checks import SettingsError

WEB = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
HELPERS = {
    "worker": [sys.executable, "-m", "flask", "worker"],
    "live server": [sys.executable, "live.py"],
}
PAUSE_S = 1.0
# A helper that dies sooner than this will most likely do so again.
QUICK_S = 30.0
LONGEST_PAUSE_S = 60.0
PATIENCE_S = 15.0


class Helper:
    """A process that is started again when it has died, and ever later where it dies at once."""

    def __init__(self, name: str, command: list[str]) -> None:
        self._name, self._command = name, command
        self._pause_s = 0.0
        self._again_at: float | None = None
        self._start()

    def look(self) -> None:
        """Start it again if it has died and its pause is over."""
        now = time.monotonic()
        if self._again_at is not None:
            if now >= self._again_at:
                self._start()
        elif self.process.poll() is not None:
            self._again_at = now + self._next_pause_s(lived_s=now - self._started_at)

    def _start(self) -> None:
        self.process = subprocess.Popen(self._command)
        self._started_at, self._again_at = time.monotonic(), None

    def _next_pause_s(self, *, lived_s: float) -> float:
        quick_again = lived_s < QUICK_S and self._pause_s > 0
        if not quick_again:
            self._say("died: starting it again")
        elif self._pause_s == PAUSE_S:  # once: it may go on so all night
            self._say(f"died at once again: trying on, every {LONGEST_PAUSE_S:.0f} s in the end")
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S) if quick_again else PAUSE_S
        return self._pause_s

    def _say(self, words: str) -> None:
        print(f"The {self._name} {words}.", file=sys.stderr, flush=True)


def end(process: subprocess.Popen[bytes]) -> int:
    """Stop it, kindly at first, and answer with its exit code."""
    process.terminate()
    try:
        return process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def serve() -> int:
    """Run all until a signal comes or the web server ends; answer with its exit code."""
    signals: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: signals.append(received))
    web = subprocess.Popen(WEB)
    time.sleep(PAUSE_S)  # the first page comes before the first job
    helpers = [Helper(name, command) for name, command in HELPERS.items()]
    while not signals and web.poll() is None:
        time.sleep(0.1)
        for helper in helpers:
            if not signals:
                helper.look()
    for helper in helpers:
        helper.process.terminate()
    for helper in helpers:
        end(helper.process)
    return end(web)


if __name__ == "__main__":
    try:
        read_settings()  # here once, so that they do not all say what is wrong
    except SettingsError as error:
        sys.exit(f"Connect does not start: {error}")
    sys.exit(serve())
