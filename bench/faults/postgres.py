"""A PostgreSQL server that is killed as a whole, or by one of its processes, and starts again."""

import os
import shlex
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from bench.faults.processes import until
from bench.stages import Stage
from tests.cluster import find_postgres


class Server:
    """The throw-away server behind a stage."""

    def __init__(self, stage: Stage) -> None:
        self._folder = Path(str(sa.make_url(stage.url).query["host"]))
        self._data = self._folder / "data"

    def kill(self) -> None:
        """SIGKILL to the postmaster and all its children."""
        postmaster = self._postmaster()
        os.kill(postmaster, signal.SIGSTOP)  # or it would have children that we do not know of
        doomed = [postmaster, *self.children()]
        for pid in doomed:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until(lambda: not any(_lives(pid) for pid in doomed), "the server is gone")
        # Who is dead and not yet buried by its parent would be taken for a server that runs.
        (self._data / "postmaster.pid").unlink()
        for lock in self._folder.glob(".s.PGSQL.*.lock"):
            lock.unlink()

    def kill_a_backend(self, pid: int) -> None:
        """SIGKILL to one child: the postmaster then ends all others and recovers by itself."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def children(self) -> list[int]:
        """The children of the postmaster: one for each connection, and its own helpers."""
        pid = self._postmaster()
        with suppress(OSError):
            return [
                int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            ]
        return []

    def backends(self) -> list[int]:
        """The children that serve a connection."""
        found = []
        for pid in self.children():
            with suppress(OSError):
                title = Path(f"/proc/{pid}/cmdline").read_text()
                if "connect " in title:  # `postgres: USER DATABASE …`
                    found.append(pid)
        return found

    def start(self) -> None:
        """Starts it as it was started before; it recovers from its log."""
        programs = find_postgres()
        assert programs is not None
        _program, _d, _data, *options = shlex.split((self._data / "postmaster.opts").read_text())
        owner = "postgres" if os.geteuid() == 0 else None
        groups: list[str] | None = None if owner is None else []
        command = [str(programs / "pg_ctl"), "-D", str(self._data), "-w", "-s"]
        with (self._folder / "log").open("a") as log:
            started = subprocess.run(
                [*command, "-o", shlex.join(options), "start"], check=False, cwd=self._folder,
                user=owner, group=owner, extra_groups=groups,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        if started.returncode:
            told = (self._folder / "log").read_text(errors="replace")
            raise RuntimeError(f"PostgreSQL does not start again:\n{told[-3000:]}")

    def _postmaster(self) -> int:
        return int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
