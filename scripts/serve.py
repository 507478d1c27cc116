"""Run the web server, the job worker and the one that pages listen to side by side.

One signal stops all. A helper that died is started again; when the web server ends, all ends.
"""

import signal
import subprocess
import sys
import time

from connect.foundation.config import SettingsError, read_settings

WEB = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
HELPERS = {
    "worker": [sys.executable, "-m", "flask", "worker"],
    "live server": [sys.executable, "live.py"],
}
PAUSE_S = 1.0
PATIENCE_S = 15.0


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
    helpers = {name: subprocess.Popen(command) for name, command in HELPERS.items()}
    while not signals and web.poll() is None:
        time.sleep(0.1)
        for name, helper in helpers.items():
            if helper.poll() is not None and not signals:
                print(f"The {name} died: starting it again.", file=sys.stderr, flush=True)
                time.sleep(PAUSE_S)
                helpers[name] = subprocess.Popen(HELPERS[name])
    for helper in helpers.values():
        helper.terminate()
    for helper in helpers.values():
        end(helper)
    return end(web)


if __name__ == "__main__":
    try:
        read_settings()  # here once, so that they do not all say what is wrong
    except SettingsError as error:
        sys.exit(f"Connect does not start: {error}")
    sys.exit(serve())
