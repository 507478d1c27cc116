"""A throw-away PostgreSQL + PostGIS cluster: no service, no port, nothing left behind."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

PLACES = (
    ("/usr/lib/postgresql", "*/bin"),  # Debian, Ubuntu
    ("/opt/homebrew/opt", "postgresql*/bin"),  # brew on Apple silicon
    ("/usr/local/opt", "postgresql*/bin"),  # brew on Intel
)
SETTINGS = {
    "listen_addresses": "",
    "max_wal_size": "2GB",
    "max_connections": "200",
    "shared_buffers": "256MB",
}
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def find_postgres() -> Path | None:
    """The newest PostgreSQL on this machine that has PostGIS: the folder of its programs."""
    on_path = shutil.which("pg_ctl")
    found = [folder for root, pattern in PLACES for folder in Path(root).glob(pattern)]
    found.sort(key=lambda folder: int(re.sub(r"\D", "", str(folder)) or 0))  # by version
    candidates = [*([Path(on_path).parent] if on_path else []), *reversed(found)]
    return next((folder for folder in candidates if _has_postgis(folder)), None)


def _has_postgis(programs: Path) -> bool:
    config = programs / "pg_config"
    if not config.exists() or not (programs / "initdb").exists():
        return False
    asked = subprocess.run([config, "--sharedir"], capture_output=True, text=True, check=False)
    return Path(asked.stdout.strip(), "extension/postgis.control").exists()


@contextmanager
def throwaway_cluster(*, durable: bool = False) -> Iterator[str]:
    """Start a cluster, yield the URL of its database `connect_test`, remove it all afterwards.

    It forgets what a crash would cost it for being quick, unless it is to be `durable`.
    """
    programs = find_postgres()
    if programs is None:
        raise RuntimeError("PostgreSQL with PostGIS was not found: `./run test` installs it.")
    owner = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root

    def call(program: str, *arguments: str, check: bool = True) -> None:
        done = subprocess.run(
            [programs / program, *arguments],
            cwd=home,
            user=owner,
            group=owner,
            extra_groups=None if owner is None else [],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(f"{program} failed:\n{(home / 'log').read_text(errors='replace')}")

    # /tmp, since the path of a socket may have about 100 characters only.
    with (
        _terminate_as_interrupt(),
        TemporaryDirectory(prefix="connect-pg-", dir="/tmp", ignore_cleanup_errors=True) as folder,
        Path(folder, "log").open("w") as log,
    ):
        home = Path(folder)
        data = str(home / "data")
        if owner is not None:
            shutil.chown(home, owner, owner)
        chosen = SETTINGS | ({} if durable else QUICK)
        settings = shlex.join(f"-c{name}={value}" for name, value in chosen.items())
        psql = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "connect"]
        try:
            call("initdb", "-D", data, *shlex.split("-U connect -A trust -E UTF8 --no-locale -N"))
            call("pg_ctl", "-D", data, "-w", "-s", "-o", f"-k {folder} {settings}", "start")
            call(*psql, "-d", "postgres", "-c", "CREATE DATABASE connect_test")
            for extension in ("postgis", "btree_gist"):
                call(*psql, "-d", "connect_test", "-c", f"CREATE EXTENSION {extension}")
            yield f"postgresql+psycopg://connect@/connect_test?host={folder}"
        finally:
            call("pg_ctl", "-D", data, "-w", "-s", "-m", "immediate", "stop", check=False)


@contextmanager
def _terminate_as_interrupt() -> Iterator[None]:
    """SIGTERM raises KeyboardInterrupt, so that whoever is stopped still cleans up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


if __name__ == "__main__":  # `./run test` asks whether there is anything to install
    sys.exit(0 if find_postgres() else 1)
