"""Real processes that can be killed: the gateway, the web server, the worker."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bench.server import free_port
from bench.stages import Stage
from connect.foundation.config import ROOT

PATIENCE_S = 90.0
LEASE_S = 1.0
PRODUCT = "bench.faults.product:app"
TOKEN = "a-token-for-a-gateway-that-is-none"  # noqa: S105  guards nothing


def until(holds: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> None:
    """Waits for a condition. Raises `TimeoutError`, which names it."""
    end = time.monotonic() + patience_s
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {patience_s:.0f} s in vain: {what}")
        time.sleep(0.01)


class Running:
    """One command in a process group of its own, with its output in a file."""

    def __init__(self, command: list[str], environment: Mapping[str, str], log: Path) -> None:
        self._command = [sys.executable, "-m", *command]
        self._environment = os.environ | dict(environment)
        self._log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it; it may not be ready yet."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        """Of the process that was started."""
        assert self.process is not None
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """SIGKILL to it and all that it has started. Raises `RuntimeError` if it fell by itself."""
        if self.process is not None:
            if self.process.poll() not in (None, 0, -signal.SIGKILL):
                raise RuntimeError(f"it fell by itself:\n{self.said()[-3000:]}")
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self.process.wait()

    def kill_alone(self) -> None:
        """SIGKILL to it; its children have to notice."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def said(self) -> str:
        """What it wrote."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""


class Gateway(Running):
    """The gateway, and what it has taken."""

    def __init__(self, folder: Path) -> None:
        self.port, self.file = free_port(), folder / "taken.jsonl"
        command = ["bench.faults.gateway", str(self.port), str(self.file)]
        super().__init__(command, {}, folder / "gateway.log")

    def behave(self, mode: str, slow_s: float = 0.0) -> None:
        """From now on; waits until it answers."""
        body = json.dumps({"mode": mode, "slow_s": slow_s})

        def told() -> bool:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("POST", "/mode", body)
                return connection.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                return False
            finally:
                connection.close()

        until(told, "the gateway answers")

    def taken(self) -> list[dict[str, str]]:
        """Every message that it has said yes to, or was about to, in order."""
        if not self.file.exists():
            return []
        return [json.loads(line) for line in self.file.read_text().splitlines()]

    def size(self) -> int:
        """Grows with each message."""
        return self.file.stat().st_size if self.file.exists() else 0


class House:
    """A stage with all its processes."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        stage.var.mkdir(exist_ok=True)
        self.gateway = Gateway(stage.var)
        self._open = ExitStack()

    def worker(self, **faults: float) -> Running:
        """`flask worker`, which need not wait long for anything."""
        quick = {"pause_s": 0.1, "lease_s": LEASE_S}
        return self._running("worker", ["flask", "--app", PRODUCT, "worker"], quick | faults)

    def upkeep(self, **faults: float) -> Running:
        """`flask upkeep`, which ends by itself."""
        return self._running("upkeep", ["flask", "--app", PRODUCT, "upkeep"], faults)

    def web(self, **faults: float) -> "Web":
        """gunicorn, as the product sets it up."""
        port = free_port()
        command = ["gunicorn", "-c", "gunicorn.conf.py", PRODUCT]
        environment = self._environment(faults) | {"PORT": str(port)}
        web = Web(command, environment, self.stage.var / f"web-{port}.log")
        web.port = port
        self._open.callback(web.kill)
        return web

    def _running(self, name: str, command: list[str], faults: Mapping[str, float]) -> Running:
        one = Running(command, self._environment(faults), self.stage.var / f"{name}.log")
        self._open.callback(one.kill)
        return one

    def _environment(self, faults: Mapping[str, float]) -> dict[str, str]:
        told = {f"FAULT_{name.upper()}": str(value) for name, value in faults.items()}
        return self.stage.environment | told | {
            "CONNECT_CHANNELS": "sms",
            "CONNECT_SMS_URL": f"http://127.0.0.1:{self.gateway.port}/sms",
            "CONNECT_SMS_TOKEN": TOKEN,
            "WEB_CONCURRENCY": "2",
        }  # fmt: skip

    def close(self) -> None:
        """Kills all that still runs."""
        self._open.close()
        self.gateway.kill()


class Web(Running):
    """gunicorn: a master and the processes that answer."""

    port = 0

    @property
    def answering(self) -> list[int]:
        """The process ids of those that answer."""
        with suppress(OSError):
            children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
            return [int(pid) for pid in children.split()]
        return []

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body; (0, b"") where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def wait(self) -> None:
        """Until it answers."""
        until(lambda: self.get("/live")[0] == 200, f"the web server answers: {self.said()[-500:]}")


@contextmanager
def house(stage: Stage) -> Iterator[House]:
    """The processes of a stage; none is left behind."""
    made = House(stage)
    made.gateway.start()
    try:
        made.gateway.behave("well")
        yield made
    except Exception as broken:
        for log in sorted(stage.var.glob("*.log")):
            broken.add_note(f"{log.name}: {log.read_text(errors='replace')[-2000:]}")
        raise
    finally:
        made.close()
